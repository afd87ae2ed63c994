// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process 1 of a guest in a guest: lists the devices, sets the first one offline and
 * online a few times, which takes some channel programs each time, and ends.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DEVICES	"/sys/bus/ccw/devices"
#define TURNS	10

static void say_file(const char *device, const char *file)
{
	char path[128], text[64] = "";
	int fd;

	snprintf(path, sizeof(path), DEVICES "/%s/%s", device, file);
	fd = open(path, O_RDONLY);
	if (fd >= 0 && read(fd, text, sizeof(text) - 1) > 0)
		text[strcspn(text, "\n")] = 0;
	if (fd >= 0)
		close(fd);
	printf(" %s %s", file, text);
}

static int set_online(const char *device, const char *value)
{
	char path[128];
	int fd, err;

	snprintf(path, sizeof(path), DEVICES "/%s/online", device);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return 1;
	err = write(fd, value, 1) != 1;
	close(fd);
	return err;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void use(const char *device)
{
	double begin = now();
	int failed = 0;

	for (int i = 0; i < TURNS; i++)
		failed += set_online(device, "0") + set_online(device, "1");
	printf("nested: %d times offline and online, %d failed, %.1f s\n", TURNS, failed,
	       now() - begin);
}

int main(void)
{
	struct dirent *entry;
	DIR *dir;

	mkdir("/sys", 0755);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("nested: booted after %.1f s\n", now());
	dir = opendir(DEVICES);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		printf("nested: device %s", entry->d_name);
		say_file(entry->d_name, "cutype");
		say_file(entry->d_name, "devtype");
		say_file(entry->d_name, "online");
		printf("\n");
		use(entry->d_name);
	}
	printf("nested: done\n");
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}

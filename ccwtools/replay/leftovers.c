// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "ccwtools/vfio/css_device.h"
#include "ccwtools/replay/css_plan.h"
#include "ccwtools/replay/leftovers.h"

/* Another replay holds the lock only while it begins, unless a device cannot be removed. */
#define PATIENCE_MS	10000u

/* Folders that one replay clears; if more were left, the next clears more. */
#define MOST		64u

#define NR_CHPIDS	256u

/**
 * struct left - the notes of one folder
 * @device: its device, or ""
 * @uuid: UUID of its mdev, or ""
 * @off: paths that were taken off
 */
struct left {
	char device[16];
	char uuid[40];
	bool off[NR_CHPIDS];
};

static void read_note(struct left *left, const char *line)
{
	unsigned int number;
	char end;

	if (sscanf(line, "device 0.0.%4x%c", &number, &end) == 1)
		snprintf(left->device, sizeof(left->device), "0.0.%04x", number);
	else if (!strncmp(line, "mdev ", 5) && strspn(line + 5, "0123456789abcdef-") == 36)
		snprintf(left->uuid, sizeof(left->uuid), "%.36s", line + 5);
	else if (sscanf(line, "path %2x%c", &number, &end) == 1 && number < NR_CHPIDS)
		left->off[number] = true;
}

static void read_notes(const struct work_folder *folder, struct left *left)
{
	char notes[WORK_NOTES_SIZE], *line = notes;

	memset(left, 0, sizeof(*left));
	if (!work_folder_get(folder, WORK_NOTES, notes, sizeof(notes)))
		return;
	while (*line) {
		char *end = line + strcspn(line, "\n");
		const bool more = *end;

		*end = 0;
		read_note(left, line);
		line = end + more;
	}
}

/* ---- Is a device that is there now the one that was left? ---- */

/* The path of the image of a device, without the end of the line. */
static bool image_of(const char *device, char *image, size_t size)
{
	char path[64];
	FILE *f;
	bool ok;

	snprintf(path, sizeof(path), CSS_CONFIG "/%.15s/image", device);
	f = fopen(path, "r");
	ok = f && fgets(image, (int)size, f);
	if (f)
		fclose(f);
	if (ok)
		image[strcspn(image, "\n")] = 0;
	return ok;
}

static bool has_image_in(const char *device, const char *folder)
{
	const size_t len = strlen(folder);
	char image[WORK_PATH + 1];

	return image_of(device, image, sizeof(image)) && !strncmp(image, folder, len) &&
	       image[len] == '/';
}

/* A drive may have unloaded its tape. */
static bool has_mdev(const struct left *left)
{
	char path[96], target[512];
	ssize_t len;
	char *end;

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s", left->uuid);
	len = left->uuid[0] ? readlink(path, target, sizeof(target) - 1) : -1;
	if (len < 0)
		return false;
	target[len] = 0;
	end = strrchr(target, '/');
	if (!end)
		return false;
	*end = 0;
	end = strrchr(target, '/');
	return end && !strcmp(end + 1, left->device);
}

static void put_paths_on(const struct left *left)
{
	u32 i;

	for (i = 0; i < NR_CHPIDS; i++)
		if (left->off[i])
			css_sim_path(css_sim_bus(), (u8)i, true);
}

/* Return: false if it cannot be removed. */
static bool remove_device(const struct left *left, const struct work_folder *folder)
{
	struct css_device dev = { .bus = css_sim_bus() };
	int err;

	if (!left->device[0] || (!has_image_in(left->device, folder->path) && !has_mdev(left)))
		return true;
	strcpy(dev.name, left->device);
	/* A path is there as long as a device has it. */
	put_paths_on(left);
	err = css_device_remove(&dev);
	if (err) {
		fprintf(stderr, "ccwreplay: the device %s, left by a replay that was killed, "
			"cannot be removed (%s)\n", left->device, strerror(-err));
		return false;
	}
	return true;
}

/* ---- Folders ---- */

static void clear_folder(const char *path)
{
	struct work_folder folder;
	struct problem problem;
	struct left left;

	if (!work_folder_adopt(&folder, path))
		return;
	read_notes(&folder, &left);
	if (!css_plan_put_back(&folder, &problem)) {
		fprintf(stderr, "ccwreplay: %s\n", problem.text);
	} else if (remove_device(&left, &folder)) {
		fprintf(stderr, "ccwreplay: a replay that was killed has left %s%s%s; removed\n",
			left.device, left.device[0] ? " and " : "", path);
		work_folder_remove(&folder);
		return;
	}
	close(folder.fd);
}

/* Clears the folder that the image of a device is in, if it is a folder of a replay. */
static void clear_device(const char *device)
{
	char image[WORK_PATH + 1], *end;

	if (strncmp(device, "0.0.", 4) || !image_of(device, image, sizeof(image)))
		return;
	end = strrchr(image, '/');
	if (!end)
		return;
	*end = 0;
	clear_folder(image);
}

static void clear_devices(void)
{
	struct dirent *entry;
	DIR *dir = opendir(CSS_CONFIG);
	u32 n = 0;

	while (dir && n < MOST && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		clear_device(entry->d_name);
		n++;
	}
	if (dir)
		closedir(dir);
}

static void clear_in(const char *parent)
{
	char path[WORK_PATH];
	struct dirent *entry;
	DIR *dir = opendir(parent);
	u32 n = 0;

	while (dir && n < MOST && (entry = readdir(dir))) {
		if (!work_folder_has_name(entry->d_name))
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", parent, entry->d_name) <
		    (int)sizeof(path))
			clear_folder(path);
		n++;
	}
	if (dir)
		closedir(dir);
}

/* ---- One replay after the other ---- */

static int lock_css_sim(struct problem *problem)
{
	int fd = open(CSS_CONFIG, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	u32 i;

	if (fd < 0) {
		problem_set(problem, CSS_CONFIG, 0, "is not there: as root, load the modules "
			    "(modprobe css_sim) and mount configfs");
		return -1;
	}
	for (i = 0; i < PATIENCE_MS; i++) {
		if (!flock(fd, LOCK_EX | LOCK_NB))
			return fd;
		usleep(1000);
	}
	close(fd);
	problem_set(problem, CSS_CONFIG, 0, "is locked by another ccwreplay that begins, for %u "
		    "seconds now", PATIENCE_MS / 1000);
	return -1;
}

int leftovers_clear(struct problem *problem)
{
	int lock = lock_css_sim(problem);
	char *parent;

	if (lock < 0)
		return -1;
	parent = work_folder_parent(problem);
	if (!parent) {
		close(lock);
		return -1;
	}
	clear_devices();
	clear_in(parent);
	free(parent);
	return lock;
}

void leftovers_done(int lock)
{
	close(lock);
}

// SPDX-License-Identifier: GPL-2.0-only
/* Files of sysfs, and operations of an administrator. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scene.h"

#define OTHER_UUID	"0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1dffff"

static void path_of(char *path, const struct scene *s, const char *file)
{
	snprintf(path, PATH_MAX, "/sys/bus/css/devices/%s/%s", s->dev.name, file);
}

static void say_file(const struct scene *s, const char *file)
{
	char path[PATH_MAX], text[128] = "";
	int fd;

	path_of(path, s, file);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		say_answer(file, -errno);
	else
		say("%s '%s'", strrchr(file, '/') + 1, strtok(text, "\n") ?: "");
	if (fd >= 0)
		close(fd);
}

/* The names in a directory that are not hidden, sorted. */
static void say_folder(const struct scene *s, const char *folder)
{
	struct dirent **names;
	char path[PATH_MAX];
	int n;

	if (folder[0] == '/')
		snprintf(path, sizeof(path), "%s", folder);
	else
		path_of(path, s, folder);
	n = scandir(path, &names, NULL, alphasort);
	for (int i = 0; i < n; i++)
		if (names[i]->d_name[0] != '.')
			say("%s", names[i]->d_name);
}

static void types(struct scene *s, const void *unused)
{
	say_folder(s, "mdev_supported_types");
	say_folder(s, "mdev_supported_types/vfio_ccw-io");
	say_file(s, "mdev_supported_types/vfio_ccw-io/name");
	say_file(s, "mdev_supported_types/vfio_ccw-io/device_api");
	say_file(s, "mdev_supported_types/vfio_ccw-io/available_instances");
}

static int create(const struct scene *s, const char *uuid)
{
	char path[PATH_MAX];

	path_of(path, s, "mdev_supported_types/vfio_ccw-io/create");
	return sysfs_write(path, uuid);
}

static void no_second(struct scene *s, const void *unused)
{
	say_answer("another", create(s, OTHER_UUID));
	say_answer("the same", create(s, s->dev.uuid));
	say_answer("no uuid", create(s, "one"));
	say_works(s);
}

static void subchannel_folder(struct scene *s, const void *unused)
{
	char path[PATH_MAX], target[PATH_MAX] = "";

	path_of(path, s, "driver");
	if (readlink(path, target, sizeof(target) - 1) < 0)
		say_answer("driver", -errno);
	say("driver %s", strrchr(target, '/') ? strrchr(target, '/') + 1 : "");
	path_of(path, s, "driver/module");
	memset(target, 0, sizeof(target));
	if (readlink(path, target, sizeof(target) - 1) < 0)
		say_answer("module", -errno);
	say("module %s", strrchr(target, '/') ? strrchr(target, '/') + 1 : "");
	say_file(s, "../0.0.0000/chpids");
	say_file(s, "../0.0.0000/pimpampom");
	say_folder(s, "");
	say_folder(s, "/sys/module/vfio_ccw/drivers");
}

static void say_reports(const struct scene *s)
{
	struct ccw_crw_region region = {};

	for (int i = 0; i < 4; i++) {
		user_read(&s->user, REGION_CRW, 0, &region, sizeof(region));
		if (!region.crw)
			break;
		say("report %08x", region.crw);
	}
	say("signalled: %s", event_wait(s->user.event[IRQ_CRW], 0) ? "yes" : "no");
}

/* An administrator varies the only path. */
static void path_varied(struct scene *s, const void *unused)
{
	static const char status[] = "/sys/devices/css0/chp0.00/status";

	say_answer("off", sysfs_write(status, "offline"));
	sysfs_write("/proc/cio_settle", "1");
	say_reports(s);
	say_answer("on", sysfs_write(status, "online"));
	sysfs_write("/proc/cio_settle", "1");
	say_reports(s);
	say_works(s);
}

/* Another process removes the device while this one has it open. */
static pid_t in_the_background(struct scene *s, int (*take)(const struct css_device *dev))
{
	pid_t pid = fork();

	if (pid == 0) {
		user_close(&s->user);
		_exit(take(&s->dev) ? 1 : 0);
	}
	return pid;
}

static void taken_away(struct scene *s, int (*take)(const struct css_device *dev),
		       int (*give)(const struct scene *s))
{
	enum vfio_interface interface = s->user.interface;
	int status = -1;
	pid_t pid = in_the_background(s, take);

	say("asked for: %s", event_wait(s->user.event[IRQ_REQ], 20000) ? "yes" : "no");
	say_works(s);
	scene_close(s);
	waitpid(pid, &status, 0);
	say("then %s", WIFEXITED(status) && !WEXITSTATUS(status) ? "taken away" : "not taken away");
	say_answer("given back", give(s));
	css_device_find(&s->dev);
	say_answer("open", scene_open(s, interface));
	say_works(s);
}

static int create_again(const struct scene *s)
{
	return create(s, s->dev.uuid);
}

static void mdev_removed(struct scene *s, const void *unused)
{
	taken_away(s, css_device_remove_mdev, create_again);
}

static int bind_again(const struct scene *s)
{
	int err = sysfs_write("/sys/bus/css/drivers/vfio_ccw/bind", s->dev.name);

	return err ? err : create(s, s->dev.uuid);
}

static void unbound(struct scene *s, const void *unused)
{
	taken_away(s, css_device_unbind, bind_again);
}

const struct side_case admin_cases[] = {
	{ "mdev-type", types },
	{ "mdev-second", no_second },
	{ "subchannel", subchannel_folder },
	{ "path-varied", path_varied },
	{ "mdev-removed-while-open", mdev_removed },
	{ "unbound-while-open", unbound },
	{}
};

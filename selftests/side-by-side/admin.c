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

#include "fixture.h"

#define OTHER_UUID	"0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1dffff"

static void path_of(char *path, const struct fixture *f, const char *file)
{
	snprintf(path, PATH_MAX, "/sys/bus/css/devices/%s/%s", f->dev.name, file);
}

static void say_file(const struct fixture *f, const char *file)
{
	char path[PATH_MAX], text[128] = "";
	int fd;

	path_of(path, f, file);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		report_answer(file, -errno);
	else
		report("%s '%s'", strrchr(file, '/') + 1, strtok(text, "\n") ?: "");
	if (fd >= 0)
		close(fd);
}

/* The names in a directory that are not hidden, sorted. */
static void say_folder(const struct fixture *f, const char *folder)
{
	struct dirent **names;
	char path[PATH_MAX];
	int n;

	if (folder[0] == '/')
		snprintf(path, sizeof(path), "%s", folder);
	else
		path_of(path, f, folder);
	n = scandir(path, &names, NULL, alphasort);
	for (int i = 0; i < n; i++)
		if (names[i]->d_name[0] != '.')
			report("%s", names[i]->d_name);
}

static void types(struct fixture *f, const void *unused)
{
	say_folder(f, "mdev_supported_types");
	say_folder(f, "mdev_supported_types/vfio_ccw-io");
	say_file(f, "mdev_supported_types/vfio_ccw-io/name");
	say_file(f, "mdev_supported_types/vfio_ccw-io/device_api");
	say_file(f, "mdev_supported_types/vfio_ccw-io/available_instances");
}

static int create(const struct fixture *f, const char *uuid)
{
	char path[PATH_MAX];

	path_of(path, f, "mdev_supported_types/vfio_ccw-io/create");
	return sysfs_write(path, uuid);
}

static void no_second(struct fixture *f, const void *unused)
{
	report_answer("another", create(f, OTHER_UUID));
	report_answer("the same", create(f, f->dev.uuid));
	report_answer("no uuid", create(f, "one"));
	report_works(f);
}

static void subchannel_folder(struct fixture *f, const void *unused)
{
	char path[PATH_MAX], target[PATH_MAX] = "";

	path_of(path, f, "driver");
	if (readlink(path, target, sizeof(target) - 1) < 0)
		report_answer("driver", -errno);
	report("driver %s", strrchr(target, '/') ? strrchr(target, '/') + 1 : "");
	path_of(path, f, "driver/module");
	memset(target, 0, sizeof(target));
	if (readlink(path, target, sizeof(target) - 1) < 0)
		report_answer("module", -errno);
	report("module %s", strrchr(target, '/') ? strrchr(target, '/') + 1 : "");
	say_file(f, "../0.0.0000/chpids");
	say_file(f, "../0.0.0000/pimpampom");
	say_folder(f, "");
	say_folder(f, "/sys/module/vfio_ccw/drivers");
}

static void say_reports(const struct fixture *f)
{
	struct ccw_crw_region region = {};

	for (int i = 0; i < 4; i++) {
		user_read(&f->user, REGION_CRW, 0, &region, sizeof(region));
		if (!region.crw)
			break;
		report("report %08x", region.crw);
	}
	report("signalled: %s", event_wait(f->user.event[IRQ_CRW], 0) ? "yes" : "no");
}

/* An administrator varies the only path. */
static void path_varied(struct fixture *f, const void *unused)
{
	static const char status[] = "/sys/devices/css0/chp0.00/status";

	report_answer("off", sysfs_write(status, "offline"));
	sysfs_write("/proc/cio_settle", "1");
	say_reports(f);
	report_answer("on", sysfs_write(status, "online"));
	sysfs_write("/proc/cio_settle", "1");
	say_reports(f);
	report_works(f);
}

/* Another process removes the device while this one has it open. */
static pid_t in_the_background(struct fixture *f, int (*take)(const struct css_device *dev))
{
	pid_t pid = fork();

	if (pid == 0) {
		user_close(&f->user);
		_exit(take(&f->dev) ? 1 : 0);
	}
	return pid;
}

static void taken_away(struct fixture *f, int (*take)(const struct css_device *dev),
		       int (*give)(const struct fixture *f))
{
	enum vfio_interface interface = f->user.interface;
	int status = -1;
	pid_t pid = in_the_background(f, take);

	report("asked for: %s", event_wait(f->user.event[IRQ_REQ], 20000) ? "yes" : "no");
	report_works(f);
	fixture_close(f);
	waitpid(pid, &status, 0);
	report("then %s", WIFEXITED(status) && !WEXITSTATUS(status) ? "taken away" : "not taken away");
	report_answer("given back", give(f));
	css_device_find(&f->dev);
	report_answer("open", fixture_open(f, interface));
	report_works(f);
}

static int create_again(const struct fixture *f)
{
	return create(f, f->dev.uuid);
}

static void mdev_removed(struct fixture *f, const void *unused)
{
	taken_away(f, css_device_remove_mdev, create_again);
}

static int bind_again(const struct fixture *f)
{
	int err = sysfs_write("/sys/bus/css/drivers/vfio_ccw/bind", f->dev.name);

	return err ? err : create(f, f->dev.uuid);
}

static void unbound(struct fixture *f, const void *unused)
{
	taken_away(f, css_device_unbind, bind_again);
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

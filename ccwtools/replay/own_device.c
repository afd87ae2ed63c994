// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/replay/own_device.h"
#include "ccwtools/recording/text.h"

#define CONFIG		"/sys/kernel/config/css_sim"
#define PLAN		CONFIG "/plan"
#define NAME		96u	/* of a file here; folders of temporary files have short names */
#define PLAN_SHOWN	4096u	/* a page, see docs/faults.rst */

/* Tapes that one replay mounts: more than any drive's stacker holds. */
#define MAX_MEDIA	32u

#define NR_CHPIDS	256u

/**
 * struct medium - a volume, and the file that the kernel has instead of it
 * @volume: the volume
 * @path: the file
 */
struct medium {
	struct volume *volume;
	char path[NAME];
};

/**
 * struct own_device - the device
 * @dev: its names
 * @item: its folder in configfs
 * @configured: that is there
 * @folder: of the copies
 * @media: all that were in it
 * @n_media: how many
 * @off: paths that were taken off, by CHPID
 */
struct own_device {
	struct css_device dev;
	char item[NAME];
	bool configured;
	char folder[NAME];
	struct medium media[MAX_MEDIA];
	u32 n_media;
	bool off[NR_CHPIDS];
};

/* ---- Files ---- */

/* The copy of a volume; one that comes back is as it was left. */
static struct medium *copy_of(struct own_device *own, struct volume *volume,
			      struct problem *problem)
{
	struct medium *medium;
	u32 i;

	for (i = 0; i < own->n_media; i++)
		if (own->media[i].volume == volume)
			return &own->media[i];
	if (own->n_media == MAX_MEDIA) {
		problem_set(problem, volume->path, 0, "is one tape more than the %u that can be "
			    "mounted in one replay", MAX_MEDIA);
		return NULL;
	}
	medium = &own->media[own->n_media];
	if (snprintf(medium->path, NAME, "%s/%u", own->folder, own->n_media) >= (int)NAME ||
	    !volume_copy(volume, medium->path, problem))
		return NULL;
	medium->volume = volume;
	own->n_media++;
	return medium;
}

static bool make_folder(struct own_device *own, struct problem *problem)
{
	const char *where = getenv("TMPDIR");

	if (!where || snprintf(own->folder, NAME, "%s/ccwreplay.XXXXXX", where) >= (int)NAME - 8)
		strcpy(own->folder, "/tmp/ccwreplay.XXXXXX");
	if (mkdtemp(own->folder))
		return true;
	problem_set(problem, own->folder, 0, "cannot be created (%s)", strerror(errno));
	own->folder[0] = 0;
	return false;
}

/* ---- configfs ---- */

static bool put(struct own_device *own, const char *file, const char *value,
		struct problem *problem)
{
	char path[2 * NAME];
	int err;

	snprintf(path, sizeof(path), "%s/%s", own->item, file);
	err = sysfs_write(path, value);
	return !err || problem_set(problem, path, 0, "does not take \"%s\" (%s); the kernel's log "
				   "says why", value, strerror(-err));
}

/* Like the emulator's drive, see docs/replay.rst. */
static const char *kind_of(const char *device)
{
	if (!strcmp(device, "3480"))
		return "tape_3480_recorded";
	if (!strcmp(device, "3490"))
		return "tape_3490_recorded";
	return "dasd_eckd";
}

static bool make_item(struct own_device *own, struct problem *problem)
{
	if (access(CONFIG, F_OK))
		return problem_set(problem, CONFIG, 0, "is not there: as root, load the modules "
				   "(modprobe css_sim) and mount configfs");
	if (!mkdir(own->item, 0700)) {
		own->configured = true;
		return true;
	}
	if (errno == EEXIST)
		return problem_set(problem, own->item, 0, "is there already; remove it with rmdir, "
				   "or name its mdev with --device");
	return problem_set(problem, own->item, 0, "cannot be created (%s); that takes root",
			   strerror(errno));
}

static void name_paths(struct text *paths, const struct css_pmcw *pmcw)
{
	u32 i;

	for (i = 0; pmcw && i < sizeof(pmcw->chpid); i++)
		if (pmcw->pim & 0x80 >> i)
			text_add(paths, "%02x ", pmcw->chpid[i]);
	if (!paths->len)
		text_add(paths, "40");
}

static bool configure(struct own_device *own, const char *device, u16 devno,
		      const struct css_pmcw *pmcw, struct volume *volume,
		      struct problem *problem)
{
	struct medium *medium = copy_of(own, volume, problem);
	struct text paths = { 0 };
	char number[8];

	name_paths(&paths, pmcw);
	snprintf(number, sizeof(number), "%04x", devno);
	return medium && make_item(own, problem) &&
	       put(own, "type", kind_of(device), problem) && put(own, "devno", number, problem) &&
	       put(own, "chpids", paths.buf, problem) &&
	       put(own, "readonly", volume->image.readonly ? "1" : "0", problem) &&
	       put(own, "image", medium->path, problem) && put(own, "online", "1", problem);
}

/* ---- Channel paths ---- */

int own_device_path(struct own_device *own, u8 chpid, bool on)
{
	char path[NAME];
	int err;

	/* Where there is a real channel subsystem, the simulated one has another name. */
	snprintf(path, sizeof(path), "/sys/devices/%s/chp0.%02x/status",
		 strcmp(own->dev.bus, "css") ? "css_sim0" : "css0", chpid);
	err = sysfs_write(path, on ? "on" : "off");
	if (!err)
		own->off[chpid] = !on;
	return err;
}

/* Those that were off when it was recorded. */
static bool prepare_paths(struct own_device *own, const struct css_pmcw *pmcw,
			  struct problem *problem)
{
	u8 missing = pmcw ? pmcw->pim & (u8)~pmcw->pam : 0;
	int err = 0;
	u32 i;

	for (i = 0; i < sizeof(pmcw->chpid) && !err; i++)
		if (missing & 0x80 >> i)
			err = own_device_path(own, pmcw->chpid[i], false);
	return !err || problem_set(problem, own->item, 0, "has a path that cannot be taken off "
				   "(%s)", strerror(-err));
}

/* Other devices may have them, too. */
static void restore_paths(struct own_device *own)
{
	u32 i;

	for (i = 0; i < NR_CHPIDS; i++)
		if (own->off[i])
			own_device_path(own, (u8)i, true);
}

/* ---- VFIO ---- */

static bool make_uuid(char *uuid, size_t size, struct problem *problem)
{
	static const char path[] = "/proc/sys/kernel/random/uuid";
	FILE *f = fopen(path, "r");
	bool ok = f && fgets(uuid, (int)size, f);

	if (f)
		fclose(f);
	if (!ok)
		return problem_set(problem, path, 0, "cannot be read; is /proc mounted?");
	uuid[strcspn(uuid, "\n")] = 0;
	return true;
}

static bool pass_through(struct own_device *own, struct problem *problem)
{
	struct css_device *dev = &own->dev;
	int err;

	if (!make_uuid(dev->uuid, sizeof(dev->uuid), problem))
		return false;
	err = css_device_pass_through(dev);
	if (err)
		return problem_set(problem, dev->name, 0, "cannot be given to vfio_ccw (%s); is "
				   "vfio_ccw.ko loaded?", strerror(-err));
	err = css_device_find(dev);
	return !err || problem_set(problem, dev->uuid, 0, "is not to be found (%s)",
				   strerror(-err));
}

struct own_device *own_device_create(const char *device, u16 devno,
				     const struct css_pmcw *pmcw, struct volume *volume,
				     struct css_device *dev, struct problem *problem)
{
	struct own_device *own = calloc(1, sizeof(*own));

	platform_assert(own);
	/* Where there is a real bus of that name, the simulated one has another. */
	own->dev.bus = access("/sys/bus/css_sim", F_OK) ? "css" : "css_sim";
	snprintf(own->dev.name, sizeof(own->dev.name), "0.0.%04x", devno);
	snprintf(own->item, NAME, CONFIG "/%s", own->dev.name);
	if (make_folder(own, problem) &&
	    configure(own, device, devno, pmcw, volume, problem) && pass_through(own, problem) &&
	    prepare_paths(own, pmcw, problem)) {
		*dev = own->dev;
		return own;
	}
	own_device_free(own);
	return NULL;
}

bool own_device_mount(struct own_device *own, struct volume *tape, struct problem *problem)
{
	struct medium *medium = copy_of(own, tape, problem);

	return medium && put(own, "readonly", tape->image.readonly ? "1" : "0", problem) &&
	       put(own, "image", medium->path, problem);
}

/* ---- Faults ---- */

static bool write_plan(const char *text, size_t len, struct problem *problem)
{
	int fd = open(PLAN, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, len);
	int err = errno;

	/* It is one when the file is closed, or not. */
	if (fd >= 0 && close(fd) && n >= 0) {
		n = -1;
		err = errno;
	}
	return n >= 0 || problem_set(problem, PLAN, 0, "does not take the plan (%s); the kernel's "
				     "log says why", strerror(err));
}

bool own_device_strike(const char *lines)
{
	struct problem unsaid;

	return write_plan(lines, strlen(lines), &unsaid);
}

static bool has_struck(void)
{
	char line[PLAN_SHOWN];
	FILE *f = fopen(PLAN, "r");
	bool struck = f && fgets(line, sizeof(line), f) && strstr(line, "# struck ") &&
		      !strstr(line, "# struck 0 ");

	if (f)
		fclose(f);
	return struck;
}

void own_device_wait(int patience_ms)
{
	int i;

	for (i = 0; i < patience_ms && !has_struck(); i++)
		usleep(1000);
}

bool own_device_plan(const struct sim_plan *plan, struct problem *problem)
{
	char text[PLAN_SHOWN + SIM_PLAN_LINE + 2] = "\n";
	size_t len = 0;
	u32 i;

	for (i = 0; plan && i < plan->count; i++) {
		const struct sim_fault *fault = &plan->faults[i];

		if (fault->what == SIM_FAULT_ERRNO)
			return problem_set(problem, "the plan", fault->line, "is of a pin, a read "
					   "or an allocation, which are VFIO's in a kernel; only "
					   "--stage=userspace can have one fail");
		len += sim_fault_format(fault, text + len);
		text[len++] = '\n';
		if (len > PLAN_SHOWN)
			return problem_set(problem, "the plan", fault->line, "is where it becomes "
					   "longer than the page that a kernel takes");
	}
	return write_plan(text, plan ? len : 1, problem);
}

static bool count_line(struct sim_fault *fault, const char *line)
{
	const char *struck = strstr(line, "# struck ");
	unsigned long long times;

	if (!struck || sscanf(struck, "# struck %llu times", &times) != 1)
		return false;
	fault->struck = times;
	return true;
}

bool own_device_struck(struct sim_plan *plan, struct problem *problem)
{
	char line[PLAN_SHOWN];
	FILE *f = fopen(PLAN, "r");
	u32 i = 0;

	while (f && i < plan->count && fgets(line, sizeof(line), f))
		if (!count_line(&plan->faults[i++], line))
			break;
	if (f)
		fclose(f);
	return i == plan->count ||
	       problem_set(problem, PLAN, 0, "does not say how often the faults have struck");
}

/* ---- The end ---- */

bool own_device_remove(struct own_device *own, struct problem *problem)
{
	if (!own->configured)
		return true;
	restore_paths(own);
	if (css_device_remove(&own->dev))
		return problem_set(problem, own->item, 0, "cannot be removed; has another "
				   "process opened the device?");
	own->configured = false;
	return true;
}

bool own_device_images(struct own_device *own, struct problem *problem)
{
	u32 i;

	for (i = 0; i < own->n_media; i++)
		if (!volume_take(own->media[i].volume, own->media[i].path, problem))
			return false;
	return true;
}

void own_device_free(struct own_device *own)
{
	struct problem problem;
	u32 i;

	if (!own_device_remove(own, &problem))
		fprintf(stderr, "ccwreplay: %s\n", problem.text);
	for (i = 0; i < own->n_media; i++)
		unlink(own->media[i].path);
	if (own->folder[0])
		rmdir(own->folder);
	free(own);
}

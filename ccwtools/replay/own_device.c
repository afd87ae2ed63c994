// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ccwtools/replay/leftovers.h"
#include "ccwtools/replay/own_device.h"
#include "ccwtools/recording/text.h"

#define NR_CHPIDS	256u

/**
 * struct medium - a volume, and the file that the kernel has instead of it
 * @volume: the volume
 * @path: the file
 */
struct medium {
	struct volume *volume;
	char path[WORK_PATH];
};

/**
 * struct own_device - the device
 * @dev: its names
 * @item: its folder in configfs
 * @configured: that is there
 * @folder: of the copies
 * @plan: css_sim's plan, if it is held
 * @media: all that were in it
 * @n_media: how many
 * @off: paths that were taken off, by CHPID
 */
struct own_device {
	struct css_device dev;
	char item[64];
	bool configured;
	struct work_folder folder;
	struct css_plan plan;
	struct medium media[WORK_IMAGES];
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
	if (own->n_media == WORK_IMAGES) {
		problem_set(problem, volume->path, 0, "is one tape more than the %u that can be "
			    "mounted in one replay", WORK_IMAGES);
		return NULL;
	}
	medium = &own->media[own->n_media];
	if (!work_folder_image(&own->folder, own->n_media, medium->path) ||
	    !volume_copy(volume, medium->path, problem))
		return NULL;
	medium->volume = volume;
	own->n_media++;
	return medium;
}

/* What a killed replay has left is removed first. */
static bool make_folder(struct own_device *own, struct problem *problem)
{
	int lock = leftovers_clear(problem);
	bool ok;

	if (lock < 0)
		return false;
	ok = work_folder_make(&own->folder, problem);
	leftovers_done(lock);
	return ok;
}

/* Notes what will be made next: if this replay is killed, the next one removes it. */
static bool note(const struct own_device *own, const char *what, const char *name,
		 struct problem *problem)
{
	char line[64];

	snprintf(line, sizeof(line), "%s %s", what, name);
	return work_folder_note(&own->folder, line) ||
	       problem_set(problem, own->folder.path, 0, "cannot be written to (%s); is there "
			   "room?", strerror(errno));
}

/* ---- configfs ---- */

static bool put(struct own_device *own, const char *file, const char *value,
		struct problem *problem)
{
	char path[128];
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

/* The image is set first: it shows that the device is this replay's. */
static bool configure(struct own_device *own, const struct own_device_config *config,
		      struct problem *problem)
{
	struct medium *medium = copy_of(own, config->volume, problem);
	struct text paths = { 0 };
	char number[8];

	name_paths(&paths, config->pmcw);
	snprintf(number, sizeof(number), "%04x", config->devno);
	return medium && note(own, "device", own->dev.name, problem) && make_item(own, problem) &&
	       put(own, "image", medium->path, problem) &&
	       put(own, "type", kind_of(config->device), problem) &&
	       put(own, "devno", number, problem) &&
	       put(own, "chpids", paths.buf, problem) &&
	       put(own, "readonly", config->volume->image.readonly ? "1" : "0", problem) &&
	       put(own, "online", "1", problem);
}

/* ---- Channel paths ---- */

int own_device_path(struct own_device *own, u8 chpid, bool on)
{
	char number[8];
	struct problem unsaid;
	int err;

	snprintf(number, sizeof(number), "%02x", chpid);
	if (!on && !own->off[chpid] && !note(own, "path", number, &unsaid))
		return -EIO;
	err = css_sim_path(own->dev.bus, chpid, on);
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

	if (!make_uuid(dev->uuid, sizeof(dev->uuid), problem) ||
	    !note(own, "mdev", dev->uuid, problem))
		return false;
	err = css_device_pass_through(dev);
	if (err)
		return problem_set(problem, dev->name, 0, "cannot be given to vfio_ccw (%s); is "
				   "vfio_ccw.ko loaded?", strerror(-err));
	err = css_device_find(dev);
	return !err || problem_set(problem, dev->uuid, 0, "is not to be found (%s)",
				   strerror(-err));
}

struct own_device *own_device_create(const struct own_device_config *config,
				     struct css_device *dev, struct problem *problem)
{
	struct own_device *own = calloc(1, sizeof(*own));

	platform_assert(own);
	own->folder.fd = -1;
	own->plan.lock = -1;
	own->dev.bus = css_sim_bus();
	snprintf(own->dev.name, sizeof(own->dev.name), "0.0.%04x", config->devno);
	snprintf(own->item, sizeof(own->item), CSS_CONFIG "/%s", own->dev.name);
	if (make_folder(own, problem) &&
	    (!config->faults || css_plan_hold(&own->plan, &own->folder, problem)) &&
	    configure(own, config, problem) && pass_through(own, problem) &&
	    prepare_paths(own, config->pmcw, problem)) {
		*dev = own->dev;
		return own;
	}
	own_device_free(own);
	return NULL;
}

struct css_plan *own_device_plan(struct own_device *own)
{
	return &own->plan;
}

bool own_device_mount(struct own_device *own, struct volume *tape, struct problem *problem)
{
	struct medium *medium = copy_of(own, tape, problem);

	return medium && put(own, "readonly", tape->image.readonly ? "1" : "0", problem) &&
	       put(own, "image", medium->path, problem);
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

/* A folder is left for the next replay, if the device cannot be removed. */
void own_device_free(struct own_device *own)
{
	struct problem problem;

	css_plan_release(&own->plan);
	if (own_device_remove(own, &problem))
		work_folder_remove(&own->folder);
	else
		fprintf(stderr, "ccwreplay: %s\n", problem.text);
	free(own);
}

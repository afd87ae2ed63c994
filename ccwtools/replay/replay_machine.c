// SPDX-License-Identifier: GPL-2.0-only
#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/tape.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/replay/replay.h"
#include "ccwtools/replay/stage_vfio.h"

/* The device is at the subchannel of its own number, as in css_sim at first. */
#define SUBSYSTEM	0x00010000u

static bool open_volume(struct replay *r)
{
	char hash[VOLUME_HASH_TEXT];

	if (!r->image)
		return problem_set(&r->problem, r->recording.path, 0, "no manifest.json beside it "
				   "names its disk image; give one with --image=FILE");
	if (!volume_open(&r->volume, r->image, r->readonly, &r->problem))
		return false;
	if (!r->manifest.found)
		return true;
	if (!volume_hash(&r->volume, hash, &r->problem))
		return false;
	return !strcmp(hash, r->manifest.before) ||
	       problem_set(&r->problem, r->image, 0,
			   "is not the image that %s was recorded on: its sha256 is %s, it should "
			   "be %s", r->name, hash, r->manifest.before);
}

/* Says why there is no device: the image is not one of its kind, or an error. */
static void refuse_image(struct replay *r, const char *kind, int err)
{
	const struct image_fault *fault = &volume_front(&r->volume)->fault;
	char text[IMAGE_FAULT_TEXT];

	image_fault_text(fault, text);
	problem_set(&r->problem, r->image, 0, "cannot be used as a %s (%s)", kind,
		    fault->cause == IMAGE_NOT_REFUSED ? strerror(-err) : text);
}

static struct sim_device *make_disk(struct replay *r)
{
	struct dasd_config config = dasd_default_config;
	struct sim_device *device;
	int err = 0;

	config.devno = r->recording.devno;
	config.readonly = r->readonly;
	device = dasd_create(volume_front(&r->volume), &config, &err);
	if (!device)
		refuse_image(r, "disk", err);
	return device;
}

/* Differences of the recorded emulator from a drive: see docs/replay.rst. */
static struct sim_device *make_drive(struct replay *r)
{
	struct tape_config config = tape_config_of(strcmp(r->device, "3490") ? TAPE_3480 :
						   TAPE_3490);
	struct sim_device *device;
	int err = 0;

	config.ready_status = CSS_DSTAT_DE;
	config.keeps_erased = true;
	device = tape_create(volume_front(&r->volume), &config, &err);
	if (!device)
		refuse_image(r, "tape", err);
	return device;
}

static struct runner *runner_in_kernel(struct replay *r)
{
	const struct vfio_stage_config config = {
		.uuid = r->options->device,
		.interface = r->options->interface,
		.memory = r->memory,
		.patience_ms = r->options->patience_ms,
		.device = r->device,
		.devno = r->recording.devno,
		.pmcw = r->recording.has_pmcw ? &r->recording.pmcw : NULL,
		.volume = &r->volume,
		.plan = r->options->plan ? &r->plan : NULL,
		.stops = r->survey.stops,
	};
	struct stage *stage = stage_vfio(&config, &r->problem);

	return stage ? runner_on(stage) : NULL;
}

bool replay_sweeps_all(const struct replay *r)
{
	return r->options->sweep && !r->options->plan;
}

static struct sim_plan *plan_of(struct replay *r)
{
	/* The sweep's one fault, which is still to come. */
	static struct sim_fault none;

	if (replay_sweeps_all(r))
		r->plan = (struct sim_plan){ .faults = &none, .count = 1 };
	return r->plan.count ? &r->plan : NULL;
}

bool replay_make_machine(struct replay *r)
{
	bool tape = replay_family(r) == FAMILY_TAPE;
	struct sim_device *device;

	if (r->options->vfio) {
		r->runner = runner_in_kernel(r);
		return r->runner;
	}
	device = tape ? make_drive(r) : make_disk(r);
	if (!device)
		return false;
	r->runner = runner_create_on_paths(device,
					   SUBSYSTEM | r->recording.devno, r->memory,
					   plan_of(r),
					   r->recording.has_pmcw ? &r->recording.pmcw : NULL);
	if (r->options->as_user)
		runner_stage(r->runner)->sees_steps = false;
	return true;
}

/* ---- The operator ---- */

const struct manifest_tape *replay_find_tape(const struct replay *r, const char *name)
{
	u32 i;

	for (i = 0; i < r->manifest.n_mounts; i++)
		if (!strcmp(r->manifest.mounts[i].name, name))
			return &r->manifest.mounts[i];
	return NULL;
}

static bool open_tape(struct replay *r, const char *name)
{
	const struct manifest_tape *tape = replay_find_tape(r, name);
	struct mounted *m = mem_zalloc(r->arena, sizeof(*m));
	char hash[VOLUME_HASH_TEXT];

	if (!volume_open(&m->volume, tape->image, false, &r->problem))
		return false;
	m->tape = tape;
	m->next = r->mounted;
	r->mounted = m;
	volume_is_tape(&m->volume);
	if (!volume_hash(&m->volume, hash, &r->problem))
		return false;
	return !strcmp(hash, tape->before) ||
	       problem_set(&r->problem, tape->image, 0,
			   "is not the tape that was mounted: its sha256 is %s, it should be %s",
			   hash, tape->before);
}

struct mounted *replay_find_mounted(const struct replay *r, const char *name)
{
	struct mounted *m;

	for (m = r->mounted; m; m = m->next)
		if (!strcmp(m->tape->name, name))
			return m;
	return NULL;
}

/* All of them, before anything is replayed. */
static bool open_tapes(struct replay *r)
{
	u32 i;

	for (i = 0; i < r->survey.n_tapes; i++)
		if (!open_tape(r, r->survey.tapes[i].name))
			return false;
	return true;
}

/* A device of one's own has its medium. */
bool replay_open_media(struct replay *r)
{
	if (r->options->device)
		return true;
	if (!open_volume(r) || !open_tapes(r))
		return false;
	if (replay_family(r) == FAMILY_TAPE)
		volume_is_tape(&r->volume);
	return true;
}

void replay_close_tapes(struct replay *r)
{
	struct mounted *m;

	for (m = r->mounted; m; m = m->next)
		volume_close(&m->volume);
}

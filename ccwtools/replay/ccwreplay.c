// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replays recorded channel programs through region, core and simulator, and
 * compares the answers with those of the mainframe.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/tape.h"
#include "ccwtools/replay/bundle.h"
#include "simtests/port/platform.h"
#include "ccwtools/replay/faults.h"
#include "ccwtools/recording/identity.h"
#include "ccwtools/replay/output.h"
#include "ccwtools/recording/manifest.h"
#include "ccwtools/replay/minimise.h"
#include "ccwtools/replay/options.h"
#include "ccwtools/replay/step_control.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/readonly.h"
#include "ccwtools/replay/report.h"
#include "ccwtools/replay/stage_vfio.h"
#include "ccwtools/replay/signature.h"
#include "ccwtools/replay/sweep_report.h"
#include "ccwtools/replay/volume.h"

/* The device is at the subchannel of its own number, as in css_sim at first. */
#define SUBSYSTEM	0x00010000u

/**
 * struct mounted - a tape that the operator mounted
 * @next: another one
 * @tape: what the manifest says of it
 * @volume: its image
 */
struct mounted {
	struct mounted *next;
	const struct manifest_tape *tape;
	struct volume volume;
};

/**
 * struct replay - one recording on its way
 * @folder: where the recording is
 * @name: its name without folder and suffix
 * @device: type of the device, or NULL
 * @identity: what it said it is, if @identified
 * @readonly: its volume is write inhibited
 * @mounted: tapes mounted so far
 * @stopped: not all programs were replayed: stopped on request
 * @first: the first difference
 * @differs: there is one
 * @signature: recognizes it in another run
 * @broken: a trial could not be made
 */
struct replay {
	struct options *options;
	struct report_style style;
	struct recording recording;
	struct manifest manifest;
	struct exceptions exceptions;
	struct volume volume;
	struct sim_plan plan;
	struct runner *runner;
	const char *folder;
	const char *name;
	const char *device;
	struct identity identity;
	bool identified;
	const char *image;
	bool readonly;
	struct mounted *mounted;
	u64 memory;
	bool stopped;
	struct explanation first;
	bool differs;
	struct signature signature;
	bool broken;
	struct sweep sweep;
	struct report_totals totals;
	struct problem problem;
};

static int complain(const struct replay *r)
{
	fprintf(stderr, "ccwreplay: %s\n", r->problem.text);
	return EXIT_UNREADABLE;
}

/* ---- The recorded device ---- */

static void split_path(struct replay *r)
{
	static const char *const suffixes[] = { ".xz", ".jsonl" };
	const char *path = r->recording.path;
	const char *slash = strrchr(path, '/');
	char *name = mem_strdup(r->recording.arena, slash ? slash + 1 : path);
	char *folder = mem_strdup(r->recording.arena, slash ? path : ".");
	size_t i;

	if (slash)
		folder[max(slash - path, (ptrdiff_t)1)] = 0;
	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		size_t len = strlen(name), cut = strlen(suffixes[i]);

		if (len > cut && !strcmp(name + len - cut, suffixes[i]))
			name[len - cut] = 0;
	}
	r->folder = folder;
	r->name = name;
}

static const char *sensed_device(struct replay *r)
{
	r->identified = identity_recorded(&r->recording, &r->identity);
	return r->identified ? r->identity.type : NULL;
}

/* The message has the text of a manifest; an image that is given is hashed for it. */
static bool ask_for_type(struct replay *r)
{
	char hash[VOLUME_HASH_TEXT] = "SHA-256 OF THE UNPACKED IMAGE";
	const char *image = r->options->image, *device = "3390";
	struct problem nothing;
	char whole[PATH_MAX];

	/* In a manifest, a name is one beside the recording, or a whole path. */
	if (image && realpath(image, whole))
		image = whole;
	if (image && volume_open(&r->volume, image, true, &nothing)) {
		volume_hash(&r->volume, hash);
		if (r->volume.in.size < 8 || memcmp(r->volume.in.data, "CKD_", 4))
			device = "3480";
	}
	return problem_set(&r->problem, r->recording.path, 0,
			   "not replayed: no program of it reads Sense ID (one that begins with an "
			   "IPL need not), so nothing says what its device is; give its type with a "
			   "manifest, %s/manifest.json: "
			   "{ \"recordings\": { \"%s\": { \"device\": \"%s\", "
			   "\"image\": \"%s\", \"before\": \"%s\" } } }",
			   r->folder, r->name, device, image ? image : "IMAGE BESIDE THE RECORDING",
			   hash);
}

/* A recording from before its last program had ended, or with outside help. */
static bool program_is_replayable(struct replay *r, const struct rec_program *p)
{
	const char *path = r->recording.path;

	if (p->sid != r->recording.programs[0].sid)
		return problem_set(&r->problem, path, p->line,
				   "not replayed: this start is at another subchannel than the first");
	if (rec_program_is_skipped(p))
		return true;
	if (p->cc)
		return p->n_ccws ||
		       problem_set(&r->problem, path, p->line, "not replayed: this start met "
				   "condition code %u, and its program is not recorded", p->cc);
	if (!p->end_line)
		return problem_set(&r->problem, path, p->line,
				   "not replayed: this start has no end; was the recording cut?");
	if (p->ended_by && !rec_program_is_disturbed(p))
		return problem_set(&r->problem, path, p->end_line,
				   "not replayed: this program was ended by \"%s\", at a moment that "
				   "no recording tells", p->ended_by);
	return true;
}

/* Only a fault of the simulated channel can stop a program at a given point. */
static bool subset_is_replayable(struct replay *r, const struct rec_program *p)
{
	const struct hold hold = rec_program_hold(p);
	const char *path = r->recording.path;

	if (!r->options->vfio || hold.kind == HOLD_NOT)
		return true;
	if (r->options->device)
		return problem_set(&r->problem, path, p->line,
				   "not replayed: this program was ended in its midst, and no device "
				   "of your own waits there for that");
	if (r->options->plan)
		return problem_set(&r->problem, path, p->line,
				   "not replayed: this program was ended in its midst, for which "
				   "css_sim needs a plan of the replay's own, not --plan");
	if (hold.kind == HOLD_BETWEEN)
		return problem_set(&r->problem, path, p->line,
				   "not replayed: this program was ended between two CCWs, where "
				   "css_sim cannot hold it; in userspace it can be");
	return hold.kind != HOLD_CCW || rec_program_hold_ccw(p, &hold) ||
	       problem_set(&r->problem, path, p->line,
			   "not replayed: this program was ended in its midst, at a CCW to which "
			   "no straight way leads; in userspace that is known");
}

/* Paths of a device of one's own are its administrator's. */
static bool events_are_replayable(struct replay *r, const struct rec_event *event)
{
	for (; event; event = event->next)
		if (r->options->device && rec_event_is_path(event))
			return problem_set(&r->problem, r->recording.path, event->line,
					   "not replayed: %s, which --device cannot cause",
					   rec_event_name(event->kind));
	return true;
}

static const struct manifest_tape *find_tape(const struct replay *r, const char *name)
{
	u32 i;

	for (i = 0; i < r->manifest.n_mounts; i++)
		if (!strcmp(r->manifest.mounts[i].name, name))
			return &r->manifest.mounts[i];
	return NULL;
}

static bool mounts_are_replayable(struct replay *r, const struct rec_program *p)
{
	const char *path = r->recording.path;
	const struct rec_mount *mount;

	for (mount = p->mounts; mount; mount = mount->next) {
		if (r->options->device)
			return problem_set(&r->problem, path, mount->line,
					   "not replayed: an operator mounts a tape, which "
					   "--device cannot cause");
		if (name_family(r->device) != FAMILY_TAPE)
			return problem_set(&r->problem, path, mount->line,
					   "not replayed: an operator mounts something on a %s",
					   r->device);
		if (!mount->has_irb)
			return problem_set(&r->problem, path, mount->line,
					   "not replayed: the drive did not say that the tape is "
					   "mounted");
		if (!find_tape(r, mount->tape))
			return problem_set(&r->problem, path, mount->line,
					   "not replayed: the operator mounts \"%s\", but no "
					   "manifest.json beside it names the image of that tape",
					   mount->tape);
	}
	return true;
}

static enum device_family family_of(const struct replay *r)
{
	return r->device ? name_family(r->device) : FAMILY_UNKNOWN;
}

static bool has_model(const char *device)
{
	return device && (name_family(device) == FAMILY_DASD || !strcmp(device, "3480") ||
			  !strcmp(device, "3490"));
}

static bool is_replayable(struct replay *r)
{
	const struct recording *rec = &r->recording;
	u32 i;

	if (!rec->n_programs)
		return problem_set(&r->problem, rec->path, 0, "not replayed: it holds no program");
	if (!r->device && !r->options->device)
		return ask_for_type(r);
	if (!r->options->device && !has_model(r->device))
		return problem_set(&r->problem, rec->path, 0,
				   "not replayed: there is no device model for a %s yet; this is "
				   "what was recorded", r->device);
	if (rec->foreign)
		return problem_set(&r->problem, rec->path, rec->foreign_line,
				   "not replayed: an event \"%s\" cannot be repeated",
				   rec->foreign);
	for (i = 0; i < rec->n_programs; i++)
		if (!program_is_replayable(r, &rec->programs[i]) ||
		    !subset_is_replayable(r, &rec->programs[i]) ||
		    !events_are_replayable(r, rec->programs[i].before) ||
		    !mounts_are_replayable(r, &rec->programs[i]))
			return false;
	if (!events_are_replayable(r, rec->after))
		return false;
	return !r->options->device || r->options->allow_writes ||
	       readonly_check(rec, family_of(r), &r->problem);
}

static bool measure_memory(struct replay *r)
{
	const struct recording *rec = &r->recording;
	u32 i;

	r->memory = HOST_PAGE_SIZE;
	for (i = 0; i < rec->n_programs; i++) {
		u64 end = program_end_of_memory(&rec->programs[i]);

		if (!end)
			return problem_set(&r->problem, rec->path, rec->programs[i].line,
					   "the program uses storage beyond 4 GiB, more than a guest "
					   "can have here");
		r->memory = max(r->memory, end);
	}
	return true;
}

static bool read_exceptions(struct replay *r)
{
	const char *path = r->options->exceptions;
	char beside[4096];

	if (!path) {
		snprintf(beside, sizeof(beside), "%s/exceptions.json", r->folder);
		path = beside;
		if (access(path, F_OK))
			return true;
	}
	return exceptions_read(&r->exceptions, path, r->name, &r->problem);
}

static bool read_faults(struct replay *r)
{
	return !r->options->plan || faults_read(&r->plan, r->options->plan,
						r->recording.programs[0].devno, &r->problem);
}

/* ---- The device ---- */

static bool open_volume(struct replay *r)
{
	char hash[VOLUME_HASH_TEXT];

	if (!r->image)
		return problem_set(&r->problem, r->recording.path, 0, "no manifest.json beside it "
				   "names its disk image; give one with --image=FILE");
	if (!volume_open(&r->volume, r->image, r->readonly, &r->problem))
		return false;
	volume_hash(&r->volume, hash);
	if (r->manifest.found && strcmp(hash, r->manifest.before))
		return problem_set(&r->problem, r->image, 0,
				   "is not the image that %s was recorded on: its sha256 is %s, "
				   "it should be %s", r->name, hash, r->manifest.before);
	return true;
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

	config.devno = r->recording.programs[0].devno;
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
		.devno = r->recording.programs[0].devno,
		.pmcw = r->recording.has_pmcw ? &r->recording.pmcw : NULL,
		.volume = &r->volume,
		.plan = r->options->plan ? &r->plan : NULL,
	};
	struct stage *stage = stage_vfio(&config, &r->problem);

	return stage ? runner_on(stage) : NULL;
}

static bool sweeps_all(const struct replay *r)
{
	return r->options->sweep && !r->options->plan;
}

static struct sim_plan *plan_of(struct replay *r)
{
	/* The sweep's one fault, which is still to come. */
	static struct sim_fault none;

	if (sweeps_all(r))
		r->plan = (struct sim_plan){ .faults = &none, .count = 1 };
	return r->plan.count ? &r->plan : NULL;
}

static bool make_machine(struct replay *r)
{
	bool tape = family_of(r) == FAMILY_TAPE;
	struct sim_device *device;

	if (r->options->vfio) {
		r->runner = runner_in_kernel(r);
		return r->runner;
	}
	device = tape ? make_drive(r) : make_disk(r);
	if (!device)
		return false;
	r->runner = runner_create_on_paths(device,
					   SUBSYSTEM | r->recording.programs[0].devno, r->memory,
					   plan_of(r),
					   r->recording.has_pmcw ? &r->recording.pmcw : NULL);
	if (r->options->as_user)
		runner_stage(r->runner)->sees_steps = false;
	return true;
}

/* ---- The operator ---- */

static bool open_tape(struct replay *r, const char *name)
{
	const struct manifest_tape *tape = find_tape(r, name);
	struct mounted *m = mem_zalloc(r->recording.arena, sizeof(*m));
	char hash[VOLUME_HASH_TEXT];

	if (!volume_open(&m->volume, tape->image, false, &r->problem))
		return false;
	m->tape = tape;
	m->next = r->mounted;
	r->mounted = m;
	volume_is_tape(&m->volume);
	volume_hash(&m->volume, hash);
	if (strcmp(hash, tape->before))
		return problem_set(&r->problem, tape->image, 0,
				   "is not the tape that was mounted: its sha256 is %s, it should "
				   "be %s", hash, tape->before);
	return true;
}

static struct mounted *find_mounted(const struct replay *r, const char *name)
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

	for (i = 0; i < r->recording.n_programs; i++) {
		const struct rec_mount *mount = r->recording.programs[i].mounts;

		for (; mount; mount = mount->next)
			if (!find_mounted(r, mount->tape) && !open_tape(r, mount->tape))
				return false;
	}
	return true;
}

/* A device of one's own has its medium. */
static bool open_media(struct replay *r)
{
	struct mounted *m;

	if (r->options->device)
		return true;
	if (!open_volume(r) || !open_tapes(r))
		return false;
	if (family_of(r) == FAMILY_TAPE)
		volume_is_tape(&r->volume);
	if (!r->options->bundle)
		return true;
	volume_keep(&r->volume);
	for (m = r->mounted; m; m = m->next)
		volume_keep(&m->volume);
	return true;
}

static void close_tapes(struct replay *r)
{
	struct mounted *m;

	for (m = r->mounted; m; m = m->next)
		volume_close(&m->volume);
}

static bool mount_tapes(struct replay *r, const struct rec_mount *mount)
{
	for (; mount; mount = mount->next) {
		struct mounted *m = find_mounted(r, mount->tape);
		struct verdict verdict;
		struct css_irb irb;

		volume_protect(&m->volume, mount->readonly);
		if (!runner_mount(r->runner, &m->volume, &irb, &r->problem))
			return false;
		compare_mount(mount, &irb, &r->exceptions, &verdict);
		report_mount(&r->style, FAMILY_TAPE, mount, &irb, &verdict, &r->totals);
		verdict_free(&verdict);
	}
	return true;
}

/* Return: are they as recorded? */
static bool finish_tapes(const struct replay *r)
{
	char hash[VOLUME_HASH_TEXT];
	const struct mounted *m;
	bool same = true;

	for (m = r->mounted; m; m = m->next) {
		volume_hash(&m->volume, hash);
		report_tape(&r->style, m->tape->name, hash, m->tape->after);
		same &= !m->tape->after || !strcmp(hash, m->tape->after);
	}
	return same;
}

/* ---- The replay ---- */

static void note_difference(struct replay *r, const struct rec_program *program,
			    const struct run *run, const struct verdict *verdict)
{
	if (r->differs)
		return;
	r->differs = true;
	explain(&r->first, family_of(r), program, run, verdict);
	signature_of(&r->signature, program, run, verdict);
}

static void note_event(struct replay *r, const struct rec_event *event,
		       const struct verdict *verdict)
{
	if (r->differs || verdict_agrees(verdict))
		return;
	r->differs = true;
	explain_event(&r->first, event, verdict);
	signature_of_event(&r->signature, verdict);
}

/* Repeat the events between two programs; @quiet: without reporting them. */
static void do_events(struct replay *r, const struct rec_event *event, bool quiet)
{
	for (; event; event = event->next) {
		struct verdict verdict;
		struct event_result done;

		runner_event(r->runner, event, &done);
		compare_event(event, &done, &r->exceptions, &verdict);
		if (!quiet)
			report_event(&r->style, event, &done, &verdict, &r->totals);
		note_event(r, event, &verdict);
		verdict_free(&verdict);
	}
}

/* Return: does it differ? */
static bool replay_program(struct replay *r, const struct rec_program *program)
{
	struct verdict verdict;
	struct run run;
	bool differs;

	if (rec_program_is_skipped(program)) {
		report_left_out(&r->style, family_of(r), program, &r->totals);
		return false;
	}
	runner_run(r->runner, program, &run);
	compare_run(program, &run, &r->exceptions, &verdict);
	report_program(&r->style, family_of(r), program, &run, &verdict, &r->totals);
	differs = !verdict_agrees(&verdict);
	if (differs)
		note_difference(r, program, &run, &verdict);
	verdict_free(&verdict);
	run_free(&run);
	return differs;
}

static bool replay_programs(struct replay *r)
{
	const struct recording *rec = &r->recording;
	u32 i;

	for (i = 0; i < rec->n_programs && !r->stopped; i++) {
		const u32 before = r->totals.differing;
		bool differs;

		if (!mount_tapes(r, rec->programs[i].mounts))
			return false;
		do_events(r, rec->programs[i].before, false);
		differs = replay_program(r, &rec->programs[i]) || r->totals.differing != before;
		r->stopped = i + 1 < rec->n_programs && !step_control_continue(r->options, differs);
	}
	if (!r->stopped)
		do_events(r, rec->after, false);
	return true;
}

/* ---- The sweep ---- */

/* The control unit that was recorded, if what is simulated is another one. */
static const char *other_unit(const struct replay *r)
{
	const char *unit = r->device ? identity_simulated(r->device) : NULL;

	if (!unit || !r->identified || r->options->device || !strcmp(unit, r->identity.unit))
		return NULL;
	return r->identity.unit;
}

static struct report_subject subject_of(const struct replay *r, const char *image)
{
	return (struct report_subject){
		.other_unit = other_unit(r),
		.unit = r->device ? identity_simulated(r->device) : NULL,
		.recording = &r->recording,
		.name = r->name,
		.device = r->device,
		.image = image,
	};
}

static bool mount_before(void *data, u32 program)
{
	struct replay *r = data;
	const struct rec_mount *mount;
	const struct rec_event *event;
	struct event_result done;
	struct css_irb irb;

	for (mount = r->recording.programs[program].mounts; mount; mount = mount->next) {
		struct mounted *m = find_mounted(r, mount->tape);

		volume_protect(&m->volume, mount->readonly);
		if (!runner_mount(r->runner, &m->volume, &irb, &r->problem))
			return false;
		r->sweep.probe.medium = &m->volume.image;
	}
	for (event = r->recording.programs[program].before; event; event = event->next)
		runner_event(r->runner, event, &done);
	return true;
}

static void sweep_failed(void *data, const struct sweep_failure *failure)
{
	const struct replay *r = data;

	sweep_report_failure(&r->style, failure);
}

static int sweep_recording(struct replay *r, const struct report_subject *subject)
{
	struct sweep_result result;
	struct text why = { 0 };

	if (r->options->plan) {
		bool good = sweep_plan(&r->sweep, &why);

		report_faults(&r->style, &r->plan);
		sweep_report_plan(&r->style, subject, good ? NULL : why.buf);
		return good ? EXIT_AGREES : EXIT_DIFFERS;
	}
	if (!sweep_all(&r->sweep, &result, sweep_failed, r, &why)) {
		problem_set(&r->problem, r->recording.path, 0, "%s", why.buf);
		complain(r);
		return EXIT_DIFFERS;
	}
	sweep_report(&r->style, subject, &r->sweep, &result);
	return result.failures ? EXIT_DIFFERS : EXIT_AGREES;
}

/* Storage with an address of 31 bits that no program of the recording uses. */
static bool find_room(struct replay *r, u64 *at)
{
	u32 i;

	for (*at = PROBE_MEMORY; *at < 2ull << 30; *at += PROBE_MEMORY) {
		for (i = 0; i < r->recording.n_programs; i++)
			if (program_uses(&r->recording.programs[i], *at, PROBE_MEMORY))
				break;
		if (i == r->recording.n_programs)
			return true;
	}
	return problem_set(&r->problem, r->recording.path, 0,
			   "its programs use all storage up to 2 GiB, and a sweep needs some");
}

/* The device gets its media from the judge. */
static void watch_media(struct replay *r)
{
	struct mounted *m;

	r->sweep.medium = medium_create(family_of(r));
	r->volume.front = medium_front(r->sweep.medium, &r->volume.image);
	for (m = r->mounted; m; m = m->next)
		m->volume.front = medium_front(r->sweep.medium, &m->volume.image);
}

static bool prepare_sweep(struct replay *r)
{
	u64 at;

	if (!find_room(r, &at))
		return false;
	r->memory = max(r->memory, at + PROBE_MEMORY);
	r->sweep = (struct sweep){
		.recording = &r->recording, .plan = &r->plan, .exceptions = &r->exceptions,
		.probe = { .family = name_family(r->device), .at = (u32)at,
			   .medium = &r->volume.image },
		.before = mount_before, .data = r, .blocks = platform_live_blocks(),
		.jobs = r->options->jobs, .limit = r->options->sweep_limit,
		.seed = r->options->seed, .progress = isatty(STDERR_FILENO),
	};
	watch_media(r);
	return true;
}

/* A reference, so that the leak checker does not report the machine; never read. */
static struct runner *used_up __attribute__((used));

static int sweep(struct replay *r)
{
	const struct report_subject subject = subject_of(r, r->image);
	int code;

	if (!prepare_sweep(r) || !make_machine(r))
		return complain(r);
	r->sweep.runner = r->runner;
	code = sweep_recording(r, &subject);
	if (sweeps_all(r))
		return code;
	/* A machine that violates an invariant cannot be destroyed. */
	used_up = r->sweep.runner;
	r->runner = NULL;
	return code;
}

static u32 report_stale_exceptions(const struct replay *r)
{
	u32 i, n = 0;

	for (i = 0; i < r->exceptions.n; i++) {
		const struct exception *e = &r->exceptions.list[i];

		/* No program could have met it. */
		if (e->met || r->stopped || (r->totals.blind && exception_is_of_ccws(e)))
			continue;
		report_stale(&r->style, e);
		n++;
	}
	return n;
}

/* Return: are image and tapes as recorded, as far as that is known? */
static bool finish_image(struct replay *r, bool *written)
{
	char hash[VOLUME_HASH_TEXT];
	struct report_image image = {
		.expected = r->manifest.found && !r->recording.lossy ? r->manifest.after : NULL,
		.stopped = r->stopped,
		.show_trace = r->options->hash,
		.trace_hash = runner_hash(r->runner),
	};

	if (runner_stage(r->runner)->sees_image) {
		volume_hash(&r->volume, hash);
		image.hash = hash;
	}
	if (r->options->write_back) {
		*written = volume_write_back(&r->volume, &r->problem);
		image.written_to = *written ? r->image : NULL;
	}
	report_end(&r->style, &r->totals, &image);
	if (r->stopped || !image.hash)
		return true;
	return finish_tapes(r) & (!image.expected || !strcmp(hash, image.expected));
}

static int finish(struct replay *r)
{
	u32 stale = report_stale_exceptions(r);
	bool same, written = true;

	if (!runner_finish(r->runner, &r->problem))
		return complain(r);
	if (r->options->plan)
		report_faults(&r->style, &r->plan);
	if (r->differs)
		report_first(&r->style, &r->first);
	same = finish_image(r, &written);
	if (!written)
		return complain(r);
	if (r->totals.differing || stale || !same)
		return EXIT_DIFFERS;
	return r->stopped ? EXIT_NOT_REPLAYED : EXIT_AGREES;
}

static const char *stage_of(const struct replay *r)
{
	if (!r->options->vfio)
		return r->options->as_user ? "as a user of the device sees it" : NULL;
	return r->options->device ? "through /dev/vfio, on a device of your own" :
				    "through /dev/vfio, on a device that css_sim has for this";
}

static void list_events(struct replay *r, const struct rec_event *event)
{
	for (; event; event = event->next)
		report_event(&r->style, event, NULL, NULL, &r->totals);
}

static int list(struct replay *r, int code)
{
	const struct report_subject subject = subject_of(r, NULL);
	enum device_family family = family_of(r);
	u32 i;

	report_begin(&r->style, &subject);
	for (i = 0; i < r->recording.n_programs; i++) {
		const struct rec_mount *mount = r->recording.programs[i].mounts;

		for (; mount; mount = mount->next)
			report_mount(&r->style, family, mount, NULL, NULL, &r->totals);
		list_events(r, r->recording.programs[i].before);
		report_recorded(&r->style, family, &r->recording.programs[i], &r->totals);
	}
	list_events(r, r->recording.after);
	report_end_recorded(&r->style, &r->totals);
	return code;
}

static int replay(struct replay *r)
{
	struct report_subject subject;

	if (!measure_memory(r) || !read_exceptions(r) || !read_faults(r) || !open_media(r))
		return complain(r);
	if (r->options->sweep)
		return sweep(r);
	if (!make_machine(r))
		return complain(r);
	output_plan(r->style.output, &r->plan);
	subject = subject_of(r, r->options->device ? NULL : r->image);
	subject.stage = stage_of(r);
	report_begin(&r->style, &subject);
	r->totals.refused = r->recording.refused;
	if (!replay_programs(r))
		return complain(r);
	return finish(r);
}

/* ---- Bundling a failure ---- */

/* Everything is again as it was before the first program. */
static bool begin_again(struct replay *r)
{
	struct mounted *m;

	volume_reset(&r->volume);
	for (m = r->mounted; m; m = m->next)
		volume_reset(&m->volume);
	sim_plan_free(&r->plan);
	return read_faults(r) && make_machine(r);
}

static bool mount_quietly(struct replay *r, const struct rec_mount *mount)
{
	struct css_irb irb;

	for (; mount; mount = mount->next) {
		struct mounted *m = find_mounted(r, mount->tape);

		volume_protect(&m->volume, mount->readonly);
		if (!runner_mount(r->runner, &m->volume, &irb, &r->problem))
			return false;
	}
	return true;
}

/* Return: false if it could not be replayed. */
static bool run_until_difference(struct replay *r)
{
	u32 i;

	for (i = 0; i < r->recording.n_programs && !r->differs; i++) {
		const struct rec_program *program = &r->recording.programs[i];
		struct verdict verdict;
		struct run run;

		if (!mount_quietly(r, program->mounts))
			return false;
		do_events(r, program->before, true);
		if (r->differs || rec_program_is_skipped(program))
			continue;
		runner_run(r->runner, program, &run);
		compare_run(program, &run, &r->exceptions, &verdict);
		if (!verdict_agrees(&verdict))
			note_difference(r, program, &run, &verdict);
		verdict_free(&verdict);
		run_free(&run);
	}
	if (!r->differs)
		do_events(r, r->recording.after, true);
	return true;
}

static void drop_machine(struct replay *r)
{
	if (r->runner)
		runner_destroy(r->runner);
	r->runner = NULL;
}

static bool fails_the_same(void *data, const struct recording *candidate)
{
	struct replay *r = data;
	const struct recording whole = r->recording;
	const struct signature wanted = r->signature;
	bool same;

	r->recording = *candidate;
	r->differs = false;
	drop_machine(r);
	if (!r->broken && (!begin_again(r) || !run_until_difference(r)))
		r->broken = true;
	drop_machine(r);
	same = r->differs && !r->broken && signature_same(&r->signature, &wanted);
	r->recording = whole;
	r->signature = wanted;
	r->differs = true;
	return same;
}

static const char *options_again(const struct replay *r)
{
	const struct options *o = r->options;
	struct text t = { 0 };

	if (o->vfio)
		text_add(&t, "--stage=vfio ");
	if (o->interface)
		text_add(&t, "--interface=%s ", o->interface);
	if (o->as_user)
		text_add(&t, "--as-user ");
	return mem_strdup(r->recording.arena, t.buf);
}

static bool write_bundle(struct replay *r, const struct recording *small, const char *said)
{
	char hash[VOLUME_HASH_TEXT], beside[4096];
	struct manifest m = r->manifest;
	struct bundle b = {
		.folder = r->options->bundle,
		.name = r->name,
		.recording = small,
		.path = r->recording.path,
		.manifest = &m,
		.plan = r->options->plan,
		.exceptions = r->options->exceptions,
		.options = options_again(r),
	};

	volume_reset(&r->volume);
	volume_hash(&r->volume, hash);
	m.device = r->device;
	m.image = r->image;
	m.readonly = r->readonly;
	m.before = hash;
	if (small)
		m.after = NULL;
	snprintf(beside, sizeof(beside), "%s/exceptions.json", r->folder);
	if (!b.exceptions && !access(beside, F_OK))
		b.exceptions = beside;
	if (small)
		b.exceptions = NULL;
	if (!bundle_write(&b, &r->problem))
		return false;
	report_bundle(&r->style, r->options->bundle, said);
	return true;
}

/* The recording as written must show the same difference as the one in memory. */
static bool check_written(struct replay *r)
{
	struct recording written;
	char path[4096];
	bool same;

	snprintf(path, sizeof(path), "%s/%s.jsonl", r->options->bundle, r->name);
	if (!recording_read(&written, path, &r->problem))
		return false;
	same = fails_the_same(r, &written);
	recording_free(&written);
	return same || problem_set(&r->problem, path, 0, "was written, but does not fail in the "
				   "same way any more; leave out --minimise");
}

static bool minimise(struct replay *r)
{
	struct minimise m = { .fails = fails_the_same, .data = r };
	struct recording small;
	char said[160];
	bool all = minimise_recording(&m, &r->recording, &small);
	u32 i;

	if (r->broken)
		return false;
	/* Their IRBs are known, but not what tapes that are written now should hold. */
	for (i = 0; i < r->manifest.n_mounts; i++)
		r->manifest.mounts[i].after = NULL;
	snprintf(said, sizeof(said), "%u of %u programs, %u of %u CCWs, after %u runs%s",
		 small.n_programs, r->recording.n_programs, minimise_ccws(&small),
		 minimise_ccws(&r->recording), m.runs, all ? "" : ", which were not enough");
	return write_bundle(r, &small, said) && check_written(r);
}

static int report_failure(struct replay *r)
{
	bool ok;

	drop_machine(r);
	if (r->options->minimise && r->differs)
		ok = minimise(r);
	else
		ok = write_bundle(r, NULL, r->differs ? "the whole recording" :
				  "the whole recording, of which only an image differs");
	return ok ? EXIT_DIFFERS : complain(r);
}

static int list_or_replay(struct replay *r)
{
	int code;

	if (!recording_read(&r->recording, r->recording.path, &r->problem))
		return complain(r);
	split_path(r);
	if (!manifest_read(&r->manifest, r->folder, r->name, &r->problem))
		return complain(r);
	r->device = sensed_device(r);
	if (r->manifest.found)
		r->device = r->manifest.device;
	r->image = r->options->image ? r->options->image : r->manifest.image;
	r->readonly = r->options->readonly || r->manifest.readonly;
	if (r->options->list)
		return list(r, EXIT_AGREES);
	if (!is_replayable(r)) {
		list(r, EXIT_NOT_REPLAYED);
		fflush(r->style.out);
		complain(r);
		return EXIT_NOT_REPLAYED;
	}
	code = replay(r);
	return code == EXIT_DIFFERS && r->options->bundle ? report_failure(r) : code;
}

static int replay_file(struct options *options, const char *path)
{
	struct replay r = {
		.options = options,
		.recording.path = path,
		.style = {
			.out = stdout,
			.json = options->json,
			.verbose = options->verbose,
			.colour = options->colour,
			.output = output_create(options->pcapng, options->html),
		},
	};
	int code = list_or_replay(&r);

	if (!output_write(r.style.output, &r.problem))
		code = complain(&r);
	output_destroy(r.style.output);
	if (r.runner)
		runner_destroy(r.runner);
	if (!sweeps_all(&r))
		sim_plan_free(&r.plan);
	medium_destroy(r.sweep.medium);
	volume_close(&r.volume);
	close_tapes(&r);
	exceptions_free(&r.exceptions);
	manifest_free(&r.manifest);
	recording_free(&r.recording);
	return code;
}

/* Of several recordings the worst counts: unreadable, different, not replayed. */
static int worse(int a, int b)
{
	static const int rank[] = {
		[EXIT_AGREES] = 0, [EXIT_NOT_REPLAYED] = 1, [EXIT_DIFFERS] = 2,
		[EXIT_UNREADABLE] = 3,
	};

	return rank[a] > rank[b] ? a : b;
}

int main(int argc, char **argv)
{
	struct options options;
	int code = options_read(&options, argc, argv);
	int i;

	if (code >= 0)
		return code;
	code = EXIT_AGREES;
	for (i = 0; i < options.n_recordings; i++) {
		if (i && !options.json)
			putchar('\n');
		code = worse(code, replay_file(&options, options.recordings[i]));
	}
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "ccwreplay: the report could not be written (%s)\n",
			strerror(errno));
		return EXIT_UNREADABLE;
	}
	return code;
}

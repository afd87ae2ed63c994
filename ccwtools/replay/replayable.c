// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/readonly.h"
#include "ccwtools/replay/program.h"
#include "ccwtools/replay/replay.h"

static bool is_disk(struct sim_image *image)
{
	char id[4];

	return !image->ops->read(image, 0, id, sizeof(id)) && !memcmp(id, "CKD_", sizeof(id));
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
	if (image && volume_open(&r->volume, image, true, &nothing) &&
	    volume_hash(&r->volume, hash, &nothing) && !is_disk(&r->volume.image))
		device = "3480";
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

	if (p->sid != r->recording.sid)
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
	r->survey.stops = true;
	if (r->options->device)
		return problem_set(&r->problem, path, p->line,
				   "not replayed: this program was ended in its midst, and a device "
				   "of your own cannot be stopped there");
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
			   "not replayed: this program was ended in its midst, at a CCW behind a "
			   "loop; --stage=userspace can stop a program there");
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

/* ---- Tapes that are mounted ---- */

static struct surveyed_tape *find_tape(struct survey *s, const char *name)
{
	u32 i;

	for (i = 0; i < s->n_tapes; i++)
		if (!strcmp(s->tapes[i].name, name))
			return &s->tapes[i];
	return NULL;
}

/* Each tape once.  Return: false if they are too many. */
static bool note_mount(struct replay *r, const struct rec_mount *mount, u32 program)
{
	struct survey *s = &r->survey;
	struct surveyed_tape *tape = find_tape(s, mount->tape);

	if (!s->mount_line) {
		s->mount_line = mount->line;
		s->mount_program = program;
	}
	if (!mount->has_irb && !s->silent_line) {
		s->silent_line = mount->line;
		s->silent_program = program;
	}
	if (tape)
		return true;
	if (s->n_tapes == SURVEY_TAPES)
		return problem_set(&r->problem, r->recording.path, mount->line,
				   "not replayed: an operator mounts more than %u tapes",
				   SURVEY_TAPES);
	tape = &s->tapes[s->n_tapes++];
	tape->name = mem_strdup(r->arena, mount->tape);
	tape->line = mount->line;
	tape->program = program;
	return true;
}

static bool mounts_are_replayable(struct replay *r, const struct rec_program *p, u32 program)
{
	const struct rec_mount *mount;

	for (mount = p->mounts; mount; mount = mount->next) {
		if (r->options->device)
			return problem_set(&r->problem, r->recording.path, mount->line,
					   "not replayed: an operator mounts a tape, which "
					   "--device cannot cause");
		if (!note_mount(r, mount, program))
			return false;
	}
	return true;
}

static const struct surveyed_tape *first_unknown_tape(const struct replay *r)
{
	u32 i;

	for (i = 0; i < r->survey.n_tapes; i++)
		if (!replay_find_tape(r, r->survey.tapes[i].name))
			return &r->survey.tapes[i];
	return NULL;
}

/* Before which program it is that a tape cannot be mounted; UINT32_MAX: all can be. */
static u32 check_mounts(struct replay *r)
{
	const struct survey *s = &r->survey;
	const struct surveyed_tape *tape = first_unknown_tape(r);
	const char *path = r->recording.path;

	if (s->mount_line && replay_family(r) != FAMILY_TAPE) {
		problem_set(&r->problem, path, s->mount_line,
			    "not replayed: an operator mounts something on a %s", r->device);
		return s->mount_program;
	}
	if (s->silent_line && (!tape || s->silent_line <= tape->line)) {
		problem_set(&r->problem, path, s->silent_line,
			    "not replayed: the drive did not say that the tape is mounted");
		return s->silent_program;
	}
	if (!tape)
		return UINT32_MAX;
	problem_set(&r->problem, path, tape->line,
		    "not replayed: the operator mounts \"%s\", but no manifest.json beside it names "
		    "the image of that tape", tape->name);
	return tape->program;
}

/* ---- The survey ---- */

/* What it takes to replay a program, and the first that cannot be. */
static void survey_program(struct replay *r, const struct rec_program *p, u32 program)
{
	struct survey *s = &r->survey;
	u64 end = program_end_of_memory(p);

	s->has_program |= p->seq == r->options->selection.program;
	s->has_until |= p->seq == r->options->until;
	if (!r->identified)
		r->identified = identity_of_program(p, &r->identity);
	if (!end && !s->beyond_line)
		s->beyond_line = p->line;
	r->memory = max(r->memory, end);
	if (s->stopped || (program_is_replayable(r, p) && subset_is_replayable(r, p) &&
			   events_are_replayable(r, p->before) &&
			   mounts_are_replayable(r, p, program)))
		return;
	s->stopped = true;
	s->stop_program = program;
	s->stop = r->problem;
}

bool replay_survey(struct replay *r)
{
	struct recording_reader *reader;
	const struct rec_program *p;
	bool ok;
	u32 i;

	reader = recording_open(&r->recording, r->recording.path, &r->problem);
	if (!reader)
		return false;
	r->memory = HOST_PAGE_SIZE;
	for (i = 0; (ok = recording_next(reader, &p)) && p; i++)
		survey_program(r, p, i);
	recording_close(reader);
	return ok;
}

/* One by one again: what a command does depends on the type of the device, known only now. */
static bool changes_nothing(struct replay *r)
{
	struct recording_reader *reader;
	const struct rec_program *p;
	struct recording again;
	bool ok;

	reader = recording_open(&again, r->recording.path, &r->problem);
	if (!reader)
		return false;
	do {
		ok = recording_next(reader, &p) &&
		     (!p || readonly_check(r->recording.path, p, replay_family(r), &r->problem));
	} while (ok && p);
	recording_close(reader);
	recording_free(&again);
	return ok;
}

bool replay_has_programs(struct replay *r)
{
	const struct options *o = r->options;

	if (o->selection.one && !r->survey.has_program)
		return problem_set(&r->problem, r->recording.path, 0, "has no program %llu, which "
				   "--program names; --list shows the numbers",
				   (unsigned long long)o->selection.program);
	return !o->until || r->survey.has_until ||
	       problem_set(&r->problem, r->recording.path, 0, "has no program %llu, which "
			   "--until names; --list shows the numbers", (unsigned long long)o->until);
}

/* ---- The verdict ---- */

static bool has_model(const char *device)
{
	return device && (name_family(device) == FAMILY_DASD || !strcmp(device, "3480") ||
			  !strcmp(device, "3490"));
}

bool replay_is_replayable(struct replay *r)
{
	const struct recording *rec = &r->recording;
	u32 unmounted;

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
	unmounted = check_mounts(r);
	if (r->survey.stopped && r->survey.stop_program <= unmounted)
		r->problem = r->survey.stop;
	if (r->survey.stopped || unmounted != UINT32_MAX)
		return false;
	if (!events_are_replayable(r, rec->after))
		return false;
	return !r->options->device || r->options->allow_writes || changes_nothing(r);
}

bool replay_fits_into_memory(struct replay *r)
{
	return !r->survey.beyond_line ||
	       problem_set(&r->problem, r->recording.path, r->survey.beyond_line,
			   "the program uses storage beyond 4 GiB, more than a guest can have "
			   "here");
}

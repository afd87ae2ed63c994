// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdlib.h>

#include "ccwtools/recording/readonly.h"
#include "ccwtools/replay/replay.h"

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
		if (!replay_find_tape(r, mount->tape))
			return problem_set(&r->problem, path, mount->line,
					   "not replayed: the operator mounts \"%s\", but no "
					   "manifest.json beside it names the image of that tape",
					   mount->tape);
	}
	return true;
}

static bool has_model(const char *device)
{
	return device && (name_family(device) == FAMILY_DASD || !strcmp(device, "3480") ||
			  !strcmp(device, "3490"));
}

bool replay_is_replayable(struct replay *r)
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
	       readonly_check(rec, replay_family(r), &r->problem);
}

bool replay_measure_memory(struct replay *r)
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

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Only commands that are known to change nothing are accepted: a command that is in no table
 * may write. Moving a tape, or setting the group of a path, is no change here; a reservation is
 * one, since it affects other hosts.
 *
 * Sources: as in names.h.
 */
#include "ccwtools/recording/readonly.h"

#define PERFORM_SUBSYSTEM_FUNCTION	0x27
#define PREPARE_FOR_READ		0x18	/* of its orders */
#define SET_SYSTEM_CHARACTERISTICS	0x1d	/* what the host can, for this path group */

static const u8 of_all[] = {
	0x03, 0x04, 0xe4,
};

static const u8 of_disks[] = {
	0x02, 0x06, 0x07, 0x0b, 0x0e, 0x0f, 0x12, 0x13, 0x16, 0x1a, 0x1b, 0x1e, 0x1f, 0x22,
	0x23, 0x29, 0x31, 0x34, 0x39, 0x3e, 0x47, 0x4b, 0x51, 0x54, 0x5e, 0x63, 0x64, 0x71,
	0x86, 0x8e, 0x92, 0x96, 0x9a, 0x9e, 0xaf, 0xb1, 0xde, 0xe7, 0xfa,
};

static const u8 of_tapes[] = {
	0x02, 0x07, 0x0c, 0x22, 0x27, 0x2f, 0x34, 0x37, 0x3f, 0x43, 0x4f, 0x64, 0x9f, 0xaf,
	0xb7, 0xc2, 0xc7, 0xdb, 0xfa,
};

static bool is_in(const u8 *list, size_t n, u8 cmd)
{
	return memchr(list, cmd, n);
}

static bool order_only_looks(const struct bytes *out)
{
	return out->len && (out->data[0] == PREPARE_FOR_READ ||
			    out->data[0] == SET_SYSTEM_CHARACTERISTICS);
}

static bool only_looks(const struct rec_ccw *ccw, enum device_family family)
{
	if (ccw->tic || is_in(of_all, sizeof(of_all), ccw->cmd))
		return true;
	if (family == FAMILY_TAPE)
		return is_in(of_tapes, sizeof(of_tapes), ccw->cmd);
	if (family != FAMILY_DASD)
		return false;
	if (ccw->cmd == PERFORM_SUBSYSTEM_FUNCTION)
		return order_only_looks(&ccw->out);
	return is_in(of_disks, sizeof(of_disks), ccw->cmd);
}

bool readonly_check(const char *path, const struct rec_program *program,
		    enum device_family family, struct problem *problem)
{
	u32 k;

	for (k = 0; k < program->n_ccws; k++) {
		struct text name = { 0 };

		if (only_looks(&program->ccws[k], family))
			continue;
		name_command(&name, family, program->ccws[k].cmd);
		return problem_set(problem, path, program->line,
				   "not replayed: %s (%02x), CCW %u of this program, may change the "
				   "device or what is on it, and nothing was sent there; "
				   "--allow-writes permits it", name.buf, program->ccws[k].cmd,
				   k + 1);
	}
	return true;
}

// SPDX-License-Identifier: GPL-2.0-only
/* What a command does with the data area of its CCWs. */
#include "core/cp/internal.h"

/**
 * cp_command_moves() - direction in which a command moves data
 * @cmd: command code
 *
 * Source: Principles of Operation, "Command Code".
 * Return: CP_OUT, CP_IN, CP_BACKWARD; CP_NONE for a command without data; 0
 * for a code that is not valid or not a command.
 */
u8 cp_command_moves(u8 cmd)
{
	/* By bits 4-7 of the code. */
	static const u8 moves[16] = {
		0, CP_OUT, CP_IN, CP_OUT, CP_IN, CP_OUT, CP_IN, CP_OUT,
		0, CP_OUT, CP_IN, CP_OUT, CP_BACKWARD, CP_OUT, CP_IN, CP_OUT,
	};

	return cmd == CSS_CMD_NOP ? CP_NONE : moves[cmd & 0x0f];
}

/**
 * cp_moves() - all directions in which a CCW may move data
 * @ccw: the CCW
 *
 * Reached by data chaining it serves the command in effect, and its own code
 * decides nothing.  Skipping is defined for data on their way into storage.
 *
 * Return: CP_OUT, CP_IN, CP_BACKWARD, several of them; or CP_NONE if it has a
 * count, but no command uses its data area; or 0.
 */
u8 cp_moves(const struct cp_ccw *ccw)
{
	u8 moves = ccw->reached & (CP_DATA | CP_NONE);

	if (ccw->reached & CP_FRESH)
		moves |= cp_command_moves(ccw->cmd);
	if (ccw->flags & CSS_CCW_SKIP)
		moves &= ~CP_STORE;
	if (!ccw->count || cp_is_tic(ccw))
		return 0;
	return moves & CP_DATA ? moves & CP_DATA : moves;
}

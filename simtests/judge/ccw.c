// SPDX-License-Identifier: GPL-2.0-only
/* Fetching a CCW, and the program checks that it can cause. */
#include "simtests/judge/state.h"

/* A check that the CCW itself causes. @at: the CCW that the SCSW shall name. */
static bool refuse(struct judge_channel *ch, u32 at, u8 check)
{
	ch->cpa = (at + CSS_CCW_SIZE) & ~CSS_ADDR31_INVALID;
	ch->check |= check;
	return false;
}

/*
 * Invalid CCW-address specification: a CCW lies on a doubleword boundary.  Invalid CCW
 * address: it lies below 16 MiB in format 0, below 2 GiB in format 1, in storage that is
 * there.  The SCSW has the address of the TIC, if that was where the address came from, else
 * that of the CCW itself, plus 8.
 * PoP, "Program Check" and figure "SCSW CCW Address"; S/370, "CCW Address Field in the CSW".
 */
static bool fetch_bytes(struct judge_channel *ch, u32 addr, u8 *bytes)
{
	u32 blame = ch->after_tic ? ch->tic : addr;
	u8 check = CSS_CSTAT_PROGRAM;
	u32 i;

	if (addr % CSS_CCW_SIZE || addr > judge_limit(ch))
		return refuse(ch, blame, CSS_CSTAT_PROGRAM);
	for (i = 0; i < CSS_CCW_SIZE; i++) {
		u8 *byte = ch->config.storage.byte(ch->config.storage.data, addr + i, false,
						   &check);

		if (!byte)
			return refuse(ch, blame, check);
		bytes[i] = *byte;
	}
	return true;
}

/* PoP, "Channel-Command Word": the fields of the two formats. */
static void decode(const struct judge_channel *ch, const u8 *b, u32 addr, struct judge_ccw *ccw)
{
	ccw->addr = addr;
	ccw->code = b[0];
	if (ch->orb & CSS_ORB_F) {
		ccw->flags = b[1];
		ccw->count = (u16)(b[2] << 8 | b[3]);
		ccw->cda = (u32)b[4] << 24 | (u32)b[5] << 16 | (u32)b[6] << 8 | b[7];
	} else {
		ccw->cda = (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
		ccw->flags = b[4];
		ccw->count = (u16)(b[6] << 8 | b[7]);
	}
}

/*
 * Transfer in channel is code x8; the first four bits of it do not matter in format 0.
 * PoP, "Command Code" and "Transfer in Channel".
 */
static bool is_tic(const struct judge_ccw *ccw)
{
	return (ccw->code & 0x0f) == CSS_CMD_TIC;
}

/*
 * Invalid sequence: a TIC is not the first CCW of a program, and none follows another.  In
 * format 1, its other fields are zero, and the first four bits of its code.  The first CCW
 * after RESUME SUBCHANNEL may be one.
 * PoP, "Transfer in Channel"; S/370, "RESUME I/O", programming note 3.
 */
static bool take_tic(struct judge_channel *ch, const struct judge_ccw *ccw, bool chaining_data)
{
	bool begins = ch->phase == JUDGE_BEGIN && !chaining_data;

	if (begins || ch->after_tic)
		return refuse(ch, ccw->addr, CSS_CSTAT_PROGRAM);
	if (ch->orb & CSS_ORB_F && (ccw->code >> 4 || ccw->flags || ccw->count || ccw->cda >> 31))
		return refuse(ch, ccw->addr, CSS_CSTAT_PROGRAM);
	ch->after_tic = true;
	ch->tic = ccw->addr;
	ch->next = ccw->cda;
	return true;
}

/*
 * Invalid command code: the last four bits are zeroes.  The code is not looked at when data
 * are chained.
 * PoP, "Program Check", invalid command code; S/370, the same.
 */
static bool good_code(const struct judge_ccw *ccw)
{
	return ccw->code & 0x0f;
}

/*
 * Invalid count: zero in format 0; in format 1 zero together with chain data, or in a CCW that
 * data chaining leads to.
 * PoP, "Program Check", invalid count.
 */
static bool good_count(const struct judge_channel *ch, const struct judge_ccw *ccw,
		       bool chaining_data)
{
	if (ccw->count)
		return true;
	return ch->orb & CSS_ORB_F && !chaining_data && !(ccw->flags & CSS_CCW_CD);
}

/*
 * Invalid suspend flag: it is one, and the ORB did not ask for suspend control; or it is one
 * in a CCW that data chaining leads to.
 * PoP, "Program Check", invalid suspend flag; S/370, the same.
 *
 * Modified indirect data addressing is one that the ORB has to ask for, too.
 */
static bool good_flags(const struct judge_channel *ch, const struct judge_ccw *ccw,
		       bool chaining_data)
{
	if (ccw->flags & CSS_CCW_MIDA)
		return false;
	if (ccw->flags & CSS_CCW_S)
		return ch->orb & CSS_ORB_S && !chaining_data;
	return true;
}

/* Invalid CCW format: bit 32 of a CCW of format 1 is zero.  PoP, "Data Address". */
static bool good_format(const struct judge_channel *ch, const struct judge_ccw *ccw)
{
	return !(ch->orb & CSS_ORB_F && ccw->cda >> 31);
}

/*
 * A CCW takes control, unless it is invalid: then the SCSW has its address plus 8.
 * PoP, figure "SCSW CCW Address".
 */
bool judge_fetch(struct judge_channel *ch, bool chaining_data)
{
	u8 bytes[CSS_CCW_SIZE];
	struct judge_ccw ccw;

	if (!fetch_bytes(ch, ch->next, bytes))
		return false;
	ch->ccws++;
	decode(ch, bytes, ch->next, &ccw);
	if (is_tic(&ccw))
		return take_tic(ch, &ccw, chaining_data);
	if ((!chaining_data && !good_code(&ccw)) || !good_count(ch, &ccw, chaining_data) ||
	    !good_flags(ch, &ccw, chaining_data) || !good_format(ch, &ccw))
		return refuse(ch, ccw.addr, CSS_CSTAT_PROGRAM);
	ch->after_tic = false;
	ch->ccw = ccw;
	ch->cpa = (ccw.addr + CSS_CCW_SIZE) & ~CSS_ADDR31_INVALID;
	ch->next = ccw.addr + CSS_CCW_SIZE;
	ch->pci = ccw.flags & CSS_CCW_PCI;
	if (!chaining_data)
		ch->command = ccw.code;
	judge_new_area(ch);
	return true;
}

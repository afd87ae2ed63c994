// SPDX-License-Identifier: GPL-2.0-only
/*
 * The domain of Locate Record: its valid commands, their order and number, and
 * the status of a chain that ends too early.
 *
 * Source: SA22-1025, "Locate Record Operations", and "Chaining and
 * Restrictions" of each command.
 */
#include "hw-sim/dev/dasd_model.h"

static const u8 dasd_domain_of[DASD_OPS] = {
	[DASD_OP_WRITE] = DASD_IN_WRITE,
	[DASD_OP_FORMAT] = DASD_IN_FORMAT,
	[DASD_OP_READ_DATA] = DASD_IN_READ_DATA,
	[DASD_OP_WRITE_TRACK] = DASD_IN_WRITE_TRACK,
	[DASD_OP_READ_TRACKS] = DASD_IN_READ_TRACKS,
	[DASD_OP_READ] = DASD_IN_READ,
	[DASD_OP_EXTENDED] = DASD_IN_TRACKSET,
};

/*
 * If Locate Record asks for it, Read Count is the last command of a domain.  In a write
 * domain it is valid only then, and multitrack, since the next record may be on the next
 * track.
 */
static bool dasd_suffix_fits(const struct dasd_domain *domain, u8 code)
{
	bool last = domain->suffix && domain->count == 1;
	bool read_count = (code & ~DASD_MT) == DASD_READ_COUNT;

	if (domain->op == DASD_OP_WRITE && read_count && !(code & DASD_MT))
		return false;
	if (last || domain->op == DASD_OP_WRITE)
		return last == read_count;
	return true;
}

/* Is an update write valid here?  In Write Track only the first command, for R0, is one. */
static bool dasd_update_fits(const struct dasd_domain *domain, u8 code)
{
	if (domain->op == DASD_OP_WRITE_TRACK)
		return !domain->last;
	if (code & DASD_MT)
		return !domain->last || domain->last == code;
	return domain->updates == 1 && domain->where == DASD_LOCATE_COUNT;
}

/* Is the command valid after the previous ones, and with Locate Record's orientation? */
static bool dasd_place_fits(const struct dasd_domain *domain, u8 code)
{
	u8 where = domain->where;

	switch (code) {
	case DASD_WRITE_DATA:
	case DASD_WRITE_KEY_DATA:
	case DASD_WRITE_DATA | DASD_MT:
	case DASD_WRITE_KEY_DATA | DASD_MT:
		return dasd_update_fits(domain, code);
	case DASD_ERASE:
	case DASD_WRITE_CKD:
		return domain->op != DASD_OP_WRITE_TRACK || domain->last;
	case DASD_WRITE_CKD_NEXT:
		return domain->last == DASD_WRITE_CKD || domain->last == DASD_WRITE_CKD_NEXT;
	case DASD_WRITE_HOME:
		return !domain->last &&
		       (where == DASD_LOCATE_HOME || where == DASD_LOCATE_INDEX);
	case DASD_READ_HOME:
	case DASD_READ_HOME | DASD_MT:
	case DASD_READ_RECORD0:
	case DASD_READ_RECORD0 | DASD_MT:
		return where == DASD_LOCATE_HOME || where == DASD_LOCATE_INDEX;
	}
	return true;
}

bool dasd_domain_permits(const struct dasd_domain *domain, u8 domains, u8 code)
{
	return (domains & dasd_domain_of[domain->op]) && dasd_suffix_fits(domain, code) &&
	       dasd_place_fits(domain, code);
}

void dasd_domain_count(struct dasd_domain *domain, u8 code)
{
	domain->last = code;
	if (!--domain->count)
		domain->active = false;
}

u32 dasd_domain_distance(struct dasd_domain *domain)
{
	u32 distance = 1;

	if (!domain->last)
		return 0;
	if (domain->op != DASD_OP_EXTENDED)
		return distance;
	/* There is a bit for each command. */
	platform_assert((u16)(domain->tracks << 1));
	for (domain->tracks <<= 1; !(domain->tracks & 0x8000); domain->tracks <<= 1)
		distance++;
	return distance;
}

/*
 * Sense byte 3 is the number of missing commands.  For other unit checks it is zero,
 * as on the recorded control unit.
 */
u8 dasd_domain_incomplete(struct dasd *d)
{
	u8 status = dasd_unit_check(d, DASD_SENSE0_INCOMPLETE, 0, DASD_NO_MESSAGE);

	d->dev.sense[3] = d->chain.domain.count;
	return status;
}

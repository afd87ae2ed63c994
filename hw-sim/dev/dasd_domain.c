// SPDX-License-Identifier: GPL-2.0-only
/*
 * The domain of Locate Record: which commands it takes, in which order, how
 * many of them, and what becomes of a chain that ends too early.
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
 * Read Count is the last command of a domain that says so; of a write domain
 * only then, and multitrack, since the record after the last one may be there.
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

/* May an update write stand here?  R0's data come first in Write Track. */
static bool dasd_update_fits(const struct dasd_domain *domain, u8 code)
{
	if (domain->op == DASD_OP_WRITE_TRACK)
		return !domain->last;
	if (code & DASD_MT)
		return !domain->last || domain->last == code;
	return domain->updates == 1 && domain->where == DASD_LOCATE_COUNT;
}

/* After the commands that came before, and with the orientation of Locate Record? */
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
	/* There are as many bits as commands. */
	platform_assert((u16)(domain->tracks << 1));
	for (domain->tracks <<= 1; !(domain->tracks & 0x8000); domain->tracks <<= 1)
		distance++;
	return distance;
}

/*
 * Sense byte 3 says how many commands are missing.  In other sense bytes it is
 * zero, as the recorded control unit has it.
 */
u8 dasd_domain_incomplete(struct dasd *d)
{
	u8 status = dasd_unit_check(d, DASD_SENSE0_INCOMPLETE, 0, DASD_NO_MESSAGE);

	d->dev.sense[3] = d->chain.domain.count;
	return status;
}

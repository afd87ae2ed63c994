// SPDX-License-Identifier: GPL-2.0-only
/* Known differences between the simulator and Hercules. */
#include <stdio.h>

#include "simtests/hercules/known_model.h"

static u32 needed[KNOWN_MAX];

/* ---- Matching an entry ---- */

static u32 check_of(const struct outcome *o)
{
	const u32 *v = o->value;

	return UNIT_CHECK(v[FIELD_SENSE] << 8 | v[FIELD_SENSE + 1], v[FIELD_SENSE + 7]);
}

static bool ended(const struct outcome *o, u32 how, const struct outcome *other)
{
	const u8 ends = CSS_DSTAT_CE | CSS_DSTAT_DE;
	const u32 *v = o->value;
	bool check = v[FIELD_DSTAT] & CSS_DSTAT_UC;
	u32 cstat = v[FIELD_CSTAT] & ~CSS_CSTAT_PCI;

	switch (how & KIND_OF_END) {
	case A_UNIT_CHECK:
		return check;
	case ONLY_UNIT_CHECK:
		return check && !cstat;
	case SAME_CHECK:
		return check && other->value[FIELD_DSTAT] & CSS_DSTAT_UC &&
		       check_of(o) == check_of(other);
	case UNIT_CHECK(0, 0):
		return check && check_of(o) == how;
	case LENGTH_ONLY:
		return (v[FIELD_DSTAT] | CSS_DSTAT_SM) == (ends | CSS_DSTAT_SM) &&
		       v[FIELD_LENGTH] && !cstat;
	case NO_STATUS:
		return !v[FIELD_DSTAT] && cstat;
	case A_CHECK:
		return cstat;
	case REJECTED:
		return v[FIELD_DSTAT] == CSS_DSTAT_UC;
	case WITH_LENGTH:
		return v[FIELD_LENGTH];
	case END_AND_CHECK:
		return v[FIELD_DSTAT] == ends && cstat;
	default:
		return true;
	}
}

/* Memory alone is different because of the command that stored there. */
static bool is_command(const struct entry *e, const struct difference *d)
{
	bool memory = e->fields == BIT_OF(FIELD_MEMORY);
	bool chained = memory ? d->store_chained : d->chained;
	u8 cmd = memory ? d->store_cmd : d->cmd;

	return (!e->n || memchr(e->cmds, cmd, e->n)) && (chained || !e->chained);
}

static bool applies(const struct entry *e, enum medium_kind kind, const struct difference *d)
{
	if (!(e->kinds >> kind & 1) || !(e->partings >> d->parting & 1))
		return false;
	return d->fields & e->fields && is_command(e, d) && (!e->when || e->when(d)) &&
	       ended(&d->ours, e->ours, &d->theirs) && ended(&d->theirs, e->theirs, &d->ours);
}

bool known_explains(enum medium_kind kind, const struct difference *d)
{
	u64 left = d->fields;
	u32 i;

	for (i = 0; i < known_count; i++)
		if (applies(&known_entries[i], kind, d))
			left &= ~known_entries[i].fields;
	if (left)
		return false;
	/* Counted only for programs that the list accounts for. */
	for (i = 0; i < known_count; i++)
		if (applies(&known_entries[i], kind, d))
			needed[i]++;
	return true;
}

void known_report(enum medium_kind kind)
{
	u32 i;

	for (i = 0; i < known_count; i++)
		if (known_entries[i].kinds >> kind & 1)
			printf("# listed:%u:%u:%s\n", i, needed[i], known_entries[i].what);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/replay/selection.h"

bool selection_has_program(const struct selection *s, u64 seq, bool differs)
{
	return (!s->one || s->program == seq) && (!s->differences || differs);
}

bool selection_has_event(const struct selection *s, bool differs)
{
	return !s->one && (!s->differences || differs);
}

bool selection_ends_after(const struct selection *s, u64 seq)
{
	return s->one && s->program == seq;
}

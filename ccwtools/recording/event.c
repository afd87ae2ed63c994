// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/event.h"

const char *rec_event_name(enum rec_event_kind kind)
{
	static const char *const names[REC_EVENT_KINDS] = {
		[REC_HALT] = "HALT SUBCHANNEL", [REC_CLEAR] = "CLEAR SUBCHANNEL",
		[REC_RESET] = "reset of the device",
		[REC_CLOSE] = "the device is closed and opened",
		[REC_PATH_OFF] = "a channel path goes", [REC_PATH_ON] = "a channel path comes",
	};

	return names[kind];
}

const char *rec_event_word(enum rec_event_kind kind)
{
	static const char *const words[REC_EVENT_KINDS] = {
		[REC_HALT] = "halt", [REC_CLEAR] = "clear", [REC_RESET] = "reset",
		[REC_CLOSE] = "close", [REC_PATH_OFF] = "path off", [REC_PATH_ON] = "path on",
	};

	return words[kind];
}

bool rec_event_is_function(const struct rec_event *event)
{
	return !event->ret && (event->kind == REC_HALT || event->kind == REC_CLEAR);
}

bool rec_event_is_path(const struct rec_event *event)
{
	return event->kind == REC_PATH_OFF || event->kind == REC_PATH_ON;
}

void rec_event_append(struct rec_event **list, struct rec_event *event)
{
	while (*list)
		list = &(*list)->next;
	event->next = NULL;
	*list = event;
}

// SPDX-License-Identifier: GPL-2.0-only
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/temporary.h"

#define MARK		".new-"
#define RANDOM		6u

/**
 * struct temporary - one of them
 * @next: the one that was added before
 * @owner: process that made it; a copy of the process leaves it alone
 * @there: it is still to be removed
 * @folder: it is a folder
 * @name: its name
 *
 * A signal may come at any time: an element is complete before it is in the list, and stays
 * there.
 */
struct temporary {
	struct temporary *next;
	pid_t owner;
	sig_atomic_t there;
	bool folder;
	char name[];
};

static struct temporary *newest;

/* The name is cut where it would be too long for a file system. */
bool temporary_name(const char *path, char name[PATH_MAX])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const int room = NAME_MAX - (int)(strlen(MARK) + RANDOM);
	char end[RANDOM + 1] = "";
	u8 bytes[RANDOM];
	u32 i;

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		return false;
	for (i = 0; i < RANDOM; i++)
		end[i] = letters[bytes[i] % strlen(letters)];
	if (snprintf(name, PATH_MAX, "%.*s%.*s%s%s", (int)(base - path), path, room, base, MARK,
		     end) < PATH_MAX)
		return true;
	errno = ENAMETOOLONG;
	return false;
}

static void remove_one(struct temporary *temporary)
{
	if (!__atomic_exchange_n(&temporary->there, 0, __ATOMIC_RELAXED) ||
	    temporary->owner != getpid())
		return;
	if (temporary->folder)
		rmdir(temporary->name);
	else
		unlink(temporary->name);
}

/* Files in a folder were added after it, so they are removed before it. */
void temporary_remove_all(void)
{
	struct temporary *temporary = __atomic_load_n(&newest, __ATOMIC_ACQUIRE);

	for (; temporary; temporary = temporary->next)
		remove_one(temporary);
}

/* The signal comes again when this returns, and does then what it does without a handler. */
static void on_signal(int number)
{
	int err = errno;

	temporary_remove_all();
	signal(number, SIG_DFL);
	raise(number);
	errno = err;
}

/* Signals that are ignored, as by nohup, or have a handler are left alone. */
static void watch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	const struct sigaction action = { .sa_handler = on_signal };
	struct sigaction old;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		if (!sigaction(numbers[i], NULL, &old) && old.sa_handler == SIG_DFL)
			sigaction(numbers[i], &action, NULL);
}

struct temporary *temporary_add(const char *name, bool folder)
{
	struct temporary *temporary = mem_need(malloc(sizeof(*temporary) + strlen(name) + 1));

	if (!newest)
		atexit(temporary_remove_all);
	watch_signals();
	temporary->next = newest;
	temporary->owner = getpid();
	temporary->there = 1;
	temporary->folder = folder;
	strcpy(temporary->name, name);
	__atomic_store_n(&newest, temporary, __ATOMIC_RELEASE);
	return temporary;
}

void temporary_keep(struct temporary *temporary)
{
	if (temporary)
		__atomic_store_n(&temporary->there, 0, __ATOMIC_RELAXED);
}

void temporary_remove(struct temporary *temporary)
{
	if (temporary)
		remove_one(temporary);
}

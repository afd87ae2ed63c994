// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ccwtools/replay/work_folder.h"

#define BEGIN		"ccwreplay."
#define END		"XXXXXX"	/* of mkdtemp() */
#define BOOT		"boot "		/* begins the first of the notes */

/* What is appended to it: "/", a number, ".journal". */
#define LONGEST_FILE	24u

char *work_folder_parent(struct problem *problem)
{
	const char *where = getenv("TMPDIR");
	char *path;

	if (!where || !*where)
		where = "/tmp";
	path = realpath(where, NULL);
	if (!path)
		problem_set(problem, where, 0, "cannot hold copies of images (%s); TMPDIR should "
			    "name a folder", strerror(errno));
	return path;
}

/* What tells one running kernel from all others. */
static bool read_boot(char *line, size_t size, struct problem *problem)
{
	static const char path[] = "/proc/sys/kernel/random/boot_id";
	char id[64];
	FILE *f = fopen(path, "r");
	bool ok = f && fgets(id, sizeof(id), f);

	if (f)
		fclose(f);
	if (!ok)
		return problem_set(problem, path, 0, "cannot be read; is /proc mounted?");
	id[strcspn(id, "\n")] = 0;
	snprintf(line, size, BOOT "%s", id);
	return true;
}

/* The lock is that of the folder itself: it needs no file, and ends with this process. */
static bool lock(struct work_folder *folder)
{
	folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder->fd >= 0 && !flock(folder->fd, LOCK_EX | LOCK_NB))
		return true;
	if (folder->fd >= 0)
		close(folder->fd);
	folder->fd = -1;
	return false;
}

bool work_folder_make(struct work_folder *folder, struct problem *problem)
{
	char *parent = work_folder_parent(problem);
	char boot[80];
	int len;

	folder->fd = -1;
	if (!parent || !read_boot(boot, sizeof(boot), problem)) {
		free(parent);
		return false;
	}
	len = snprintf(folder->path, WORK_PATH, "%s/" BEGIN END, parent);
	free(parent);
	if (len > (int)(WORK_PATH - LONGEST_FILE))
		return problem_set(problem, folder->path, 0, "is too long for css_sim; TMPDIR "
				   "should name another folder");
	if (mkdtemp(folder->path) && lock(folder) && work_folder_note(folder, boot))
		return true;
	return problem_set(problem, folder->path, 0, "cannot be created (%s); TMPDIR should name "
			   "another folder", strerror(errno));
}

bool work_folder_has_name(const char *name)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	return !strncmp(name, BEGIN, strlen(BEGIN)) &&
	       strlen(name) == strlen(BEGIN END) &&
	       strspn(name + strlen(BEGIN), letters) == strlen(END);
}

/* ---- Its files ---- */

static bool write_text(const struct work_folder *folder, const char *file, int how,
		       const char *text)
{
	const size_t len = strlen(text);
	int fd = openat(folder->fd, file, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | how, 0600);
	bool ok = fd >= 0 && write(fd, text, len) == (ssize_t)len;

	if (fd >= 0 && close(fd))
		ok = false;
	return ok;
}

bool work_folder_note(const struct work_folder *folder, const char *line)
{
	char text[128];

	return snprintf(text, sizeof(text), "%s\n", line) < (int)sizeof(text) &&
	       write_text(folder, WORK_NOTES, O_APPEND, text);
}

bool work_folder_put(const struct work_folder *folder, const char *file, const char *text)
{
	return write_text(folder, file, O_TRUNC, text);
}

bool work_folder_get(const struct work_folder *folder, const char *file, char *text, size_t size)
{
	int fd = openat(folder->fd, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size);

	if (fd >= 0)
		close(fd);
	text[n > 0 && n < (ssize_t)size ? n : 0] = 0;
	return n >= 0 && n < (ssize_t)size;
}

bool work_folder_image(const struct work_folder *folder, u32 image, char *path)
{
	return snprintf(path, WORK_PATH, "%s/%u", folder->path, image) < (int)WORK_PATH;
}

/* ---- One that was left ---- */

/*
 * In a folder like /tmp, any user can make one of that name; and another machine may have this
 * $TMPDIR, too, whose locks are not seen here.
 */
static bool is_own(const struct work_folder *folder)
{
	char notes[WORK_NOTES_SIZE], boot[80];
	struct problem unsaid;
	struct stat st;
	size_t len;

	if (fstat(folder->fd, &st) || st.st_uid != geteuid() || st.st_mode & 077 ||
	    !work_folder_get(folder, WORK_NOTES, notes, sizeof(notes)) ||
	    !read_boot(boot, sizeof(boot), &unsaid))
		return false;
	len = strlen(boot);
	return !strncmp(notes, boot, len) && notes[len] == '\n';
}

bool work_folder_adopt(struct work_folder *folder, const char *path)
{
	const char *name = strrchr(path, '/');

	folder->fd = -1;
	if (!name || !work_folder_has_name(name + 1) ||
	    strlen(path) > WORK_PATH - LONGEST_FILE)
		return false;
	strcpy(folder->path, path);
	if (!lock(folder))
		return false;
	if (is_own(folder))
		return true;
	close(folder->fd);
	folder->fd = -1;
	return false;
}

/* ---- The end ---- */

/* css_sim puts a journal beside each image. */
static void remove_image(const struct work_folder *folder, u32 image)
{
	char name[LONGEST_FILE];

	snprintf(name, sizeof(name), "%u", image);
	unlinkat(folder->fd, name, 0);
	snprintf(name, sizeof(name), "%u.journal", image);
	unlinkat(folder->fd, name, 0);
}

void work_folder_remove(struct work_folder *folder)
{
	u32 i;

	if (folder->fd < 0)
		return;
	for (i = 0; i < WORK_IMAGES; i++)
		remove_image(folder, i);
	unlinkat(folder->fd, WORK_PLAN_SET, 0);
	unlinkat(folder->fd, WORK_PLAN_BEFORE, 0);
	unlinkat(folder->fd, WORK_NOTES, 0);
	if (rmdir(folder->path))
		fprintf(stderr, "ccwreplay: %s cannot be removed (%s)\n", folder->path,
			strerror(errno));
	close(folder->fd);
	folder->fd = -1;
}

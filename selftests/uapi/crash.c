// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes records of a simulated DASD through VFIO, one after the other, until the
 * machine is killed; and checks the records afterwards.
 *
 * usage: crash check IMAGE ANSWERED	are the writes of ANSWERED on the disk?
 *        crash write IMAGE ANSWERED	checks that, and then goes on writing
 *
 * Each write fills a record with a new number.  The line "answered R N ." on standard
 * output means that the write of number N into record R has ended normally; ANSWERED
 * has these lines of former runs, and "killed" at the end of each run.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"

#define NUMBER		0x0150
#define CMD_WRITE_DATA	0x05
#define RECORD_SIZE	4096u
#define WORDS		(RECORD_SIZE / sizeof(uint32_t))

/* A track that no file system uses, which has twelve records after its first. */
#define CYLINDER	4u
#define HEAD		3u
#define HEADS		15u
#define RECORDS		12u
#define HEADER		512u
#define FIRST		(5u + 16u)	/* home address, and record 0 */
#define COUNT		8u

/* More than a machine writes before it is killed. */
#define WRITES_MAX	100000u
#define KILLS_MAX	64u

/**
 * struct book - the writes that were answered
 * @last: the number in each record, 0 if it was not written
 * @highest: the highest number
 * @under_way: numbers that may have been written when the machine was killed
 * @kills: how often the machine was killed
 */
struct book {
	uint32_t last[RECORDS + 1];
	uint32_t highest;
	uint32_t under_way[KILLS_MAX];
	unsigned int kills;
};

static int fail(const char *what)
{
	fprintf(stderr, "crash: %s: %s\n", what, strerror(errno));
	return 2;
}

static int read_book(struct book *book, const char *path)
{
	unsigned int record, number;
	char line[64], end;
	FILE *file = fopen(path, "r");

	if (!file)
		return fail(path);
	memset(book, 0, sizeof(*book));
	while (fgets(line, sizeof(line), file)) {
		if (!strcmp(line, "killed\n") && book->kills < KILLS_MAX)
			book->under_way[book->kills++] = ++book->highest;
		if (sscanf(line, "answered %u %u %c", &record, &number, &end) != 3 ||
		    record < 1 || record > RECORDS)
			continue;
		book->last[record] = number;
		book->highest = number;
	}
	fclose(file);
	return 0;
}

static int may_have_been_written(const struct book *book, unsigned int record, uint32_t number)
{
	unsigned int i;

	if (number == book->last[record])
		return 1;
	for (i = 0; i < book->kills; i++)
		if (number == book->under_way[i] && number > book->last[record] &&
		    number % RECORDS + 1 == record)
			return 1;
	return 0;
}

/* Checks a record of the image.  Return: it has one valid number throughout. */
static int is_whole(const struct book *book, unsigned int record, const uint32_t *words)
{
	unsigned int i;

	for (i = 1; i < WORDS; i++)
		if (words[i] != words[0]) {
			printf("record %u: %u at first, %u at %zu\n", record, words[0], words[i],
			       i * sizeof(*words));
			return 0;
		}
	if (!book->last[record] || may_have_been_written(book, record, words[0]))
		return 1;
	printf("record %u: %u, and %u was answered\n", record, words[0], book->last[record]);
	return 0;
}

static off_t offset_of(const uint8_t *header, unsigned int record)
{
	off_t track = header[12] | header[13] << 8;

	return HEADER + (CYLINDER * HEADS + HEAD) * track + FIRST + COUNT +
	       (off_t)(record - 1) * (COUNT + RECORD_SIZE);
}

/* Return: 0; 1, after printing which records are wrong; 2 for other errors. */
static int check(const struct book *book, const char *image)
{
	uint32_t words[WORDS];
	uint8_t header[HEADER];
	unsigned int record;
	int broken = 0, fd = open(image, O_RDONLY);

	if (fd < 0 || pread(fd, header, HEADER, 0) != HEADER)
		return fail(image);
	for (record = 1; record <= RECORDS; record++) {
		if (pread(fd, words, sizeof(words), offset_of(header, record)) != sizeof(words))
			return fail(image);
		broken |= !is_whole(book, record, words);
	}
	close(fd);
	if (!broken)
		printf("whole after %u kills and %u writes\n", book->kills, book->highest);
	return broken;
}

/* Return: 0; a negative errno, or 1: the device did not write it. */
static int write_one(const struct user *user, const struct guest *guest, uint32_t number)
{
	unsigned int i, record = number % RECORDS + 1;
	struct status status;
	uint32_t next;
	int err;

	for (i = 0; i < WORDS; i++)
		memcpy(guest_at(guest, DATA + i * sizeof(number)), &number, sizeof(number));
	next = put_locate(guest, PROGRAM, true, CYLINDER, HEAD, record);
	put_ccw(guest, next, CMD_WRITE_DATA, 0, RECORD_SIZE, DATA);
	err = user_run(user, PROGRAM, &status);
	if (err || status.dstat != DSTAT_END || status.cstat)
		return err ? err : 1;
	printf("answered %u %u .\n", record, number);
	return 0;
}

static int write_on(const struct css_device *dev, const struct book *book)
{
	struct guest guest;
	struct user user;
	uint32_t n;
	int err = user_open(&user, VFIO_GROUP, dev);

	if (!err)
		err = guest_create(&guest, &user);
	if (!err)
		err = user_listen(&user);
	for (n = 1; !err && n <= WRITES_MAX; n++)
		err = write_one(&user, &guest, book->highest + n);
	fprintf(stderr, "crash: this machine was not killed in time (errno %d)\n", -err);
	return 2;
}

int main(int argc, char **argv)
{
	const struct css_device_config config = {
		.number = NUMBER, .type = "dasd_eckd", .image = argc == 4 ? argv[2] : NULL };
	struct css_device dev;
	struct book book;
	int err;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 4 || (strcmp(argv[1], "check") && strcmp(argv[1], "write"))) {
		fprintf(stderr, "usage: %s check|write IMAGE ANSWERED\n", argv[0]);
		return 2;
	}
	err = -css_device_add(&dev, &config);
	if (err) {
		errno = err;
		return fail("the device does not come online");
	}
	err = read_book(&book, argv[3]);
	if (!err)
		err = check(&book, argv[2]);
	if (err)
		return err;
	if (!strcmp(argv[1], "write"))
		return write_on(&dev, &book);
	return css_device_remove(&dev) ? fail("the device does not go") : 0;
}

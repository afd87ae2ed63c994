// SPDX-License-Identifier: GPL-2.0-only
/*
 * guest/load.c checks disks in the guest scenarios: this test verifies that it detects each
 * kind of disk error. Its source is included here, with a disk in memory.
 */
#define _GNU_SOURCE
#include "simtests/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/fs.h>

#define BLOCK		512u
#define BLOCKS		64u
#define BYTES		(BLOCKS * BLOCK)
/* So many that each block has been written several times */
#define OPERATIONS	"300"
enum fault { NONE, ZEROED, TURNED, STALE, COPIED, SWAPPED, REFUSED_READ, SHORT_READ,
	     REFUSED_WRITE, SHORT_WRITE };

/* Of all processes of the load */
struct disk {
	u8 data[BYTES];
	u8 stale[BLOCK];
};

static struct disk *disk;
static enum fault fault;
/* What is wrong is wrong here, or in the block behind it. */
static u32 victim = 5;
static FILE *said;

static int disk_open(const char *node, int flags, ...)
{
	return strcmp(node, "disk") ? -1 : STDIN_FILENO;
}

static int disk_ioctl(int fd, unsigned long request, void *to)
{
	u64 bytes = BYTES;
	int block = BLOCK;

	if (request == BLKSSZGET)
		memcpy(to, &block, sizeof(block));
	else if (request == BLKGETSIZE64)
		memcpy(to, &bytes, sizeof(bytes));
	else
		return -1;
	return 0;
}

static void spoil(u8 *block)
{
	u8 other[BLOCK];

	memcpy(other, block + BLOCK, BLOCK);
	switch (fault) {
	case ZEROED:
		memset(block, 0, BLOCK);
		break;
	case TURNED:
		block[BLOCK - 1] ^= 1;
		break;
	case STALE:
		memcpy(block, disk->stale, BLOCK);
		break;
	case SWAPPED:
		memcpy(block + BLOCK, block, BLOCK);
		memcpy(block, other, BLOCK);
		break;
	case COPIED:
		memcpy(block, other, BLOCK);
		break;
	default:
		break;
	}
}

/* With the seed below, the one read of the whole disk is that at the end. */
static ssize_t disk_read(int fd, void *to, size_t bytes, off_t at)
{
	bool whole = bytes == BYTES;

	assert_true((size_t)at + bytes <= BYTES);
	errno = EIO;
	if (whole && fault == REFUSED_READ)
		return -1;
	if (whole)
		spoil(disk->data + victim * BLOCK);
	memcpy(to, disk->data + at, bytes);
	return (ssize_t)(whole && fault == SHORT_READ ? bytes - BLOCK : bytes);
}

/* Each write of the victim but the first may fail, with nothing on the disk. */
static ssize_t disk_write(int fd, const void *from, size_t bytes, off_t at)
{
	static const u8 empty[BLOCK];
	size_t place = victim * BLOCK;
	bool hit = (size_t)at <= place && place < (size_t)at + bytes;
	bool again = hit && memcmp(disk->data + place, empty, BLOCK);

	assert_true((size_t)at + bytes <= BYTES);
	errno = EIO;
	if (again && fault == REFUSED_WRITE)
		return -1;
	if (again && fault == SHORT_WRITE)
		return (ssize_t)(bytes - BLOCK);
	if (again)
		memcpy(disk->stale, disk->data + place, BLOCK);
	memcpy(disk->data + at, from, bytes);
	return (ssize_t)bytes;
}

int load_main(int argc, char **argv);

#define main		load_main
#define open		disk_open
#define ioctl		disk_ioctl
#define pread		disk_read
#define pwrite		disk_write
#define printf(...)	fprintf(said, __VA_ARGS__)
#include "guest/load.c"
#undef main
#undef open
#undef ioctl
#undef pread
#undef pwrite
#undef printf

static int make_disk(void **state)
{
	disk = mmap(NULL, sizeof(*disk), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	said = tmpfile();
	if (disk == MAP_FAILED || !said)
		return -1;
	setbuf(said, NULL);
	return 0;
}

static int remove_disk(void **state)
{
	fclose(said);
	return munmap(disk, sizeof(*disk));
}

/* The load's exit status is as expected, and so are its errors and differences. */
static void judge(enum fault what, const char *processes, int status, const char *found)
{
	char name[] = "load", node[] = "disk", operations[] = OPERATIONS, seed[] = "2";
	char number[4], report[2048] = "";
	char *argv[6] = { name, node, operations, number, seed, NULL };

	fault = what;
	memset(disk, 0, sizeof(*disk));
	assert_int_equal(ftruncate(fileno(said), 0), 0);
	rewind(said);
	strcpy(number, processes);
	/* Its processes would print once more what waits to be printed. */
	fflush(stdout);
	assert_int_equal(load_main(5, argv), status);
	assert_int_equal(munmap(shared, sizeof(*shared)), 0);
	rewind(said);
	report[fread(report, 1, sizeof(report) - 1, said)] = 0;
	assert_non_null(strstr(report, found));
}

static void good_disk_is_good(void **state)
{
	judge(NONE, "1", 0, " 0 errors, 0 blocks differ\n");
}

static void good_disk_is_good_for_many(void **state)
{
	judge(NONE, "4", 0, "1200 operations");
}

static void lost_block_is_found(void **state)
{
	judge(ZEROED, "1", 1, " 0 errors, 1 blocks differ\n");
}

static void last_bit_of_a_block_is_compared(void **state)
{
	judge(TURNED, "1", 1, "block 5 is not as it was written\n");
}

static void earlier_content_is_found(void **state)
{
	judge(STALE, "1", 1, " 0 errors, 1 blocks differ\n");
}

static void block_from_elsewhere_is_found(void **state)
{
	u32 was = victim;

	/* Some of them were written as often as the one that they are taken for. */
	for (victim = 0; victim < BLOCKS - 1; victim++)
		judge(COPIED, "1", 1, " 0 errors, 1 blocks differ\n");
	victim = was;
}

static void swapped_blocks_are_found(void **state)
{
	judge(SWAPPED, "1", 1, " 0 errors, 2 blocks differ\n");
}

static void refused_read_is_an_error(void **state)
{
	judge(REFUSED_READ, "1", 2, " 1 errors, 0 blocks differ\n");
}

static void short_read_is_an_error(void **state)
{
	judge(SHORT_READ, "1", 2, " 1 errors, 0 blocks differ\n");
}

/* It is an error, and what is then on the disk is not known. */
static void refused_write_is_an_error(void **state)
{
	judge(REFUSED_WRITE, "1", 2, " errors, 0 blocks differ\n");
}

static void short_write_is_an_error(void **state)
{
	judge(SHORT_WRITE, "1", 2, " errors, 0 blocks differ\n");
}

#define with_disk(test)	cmocka_unit_test_setup_teardown(test, make_disk, remove_disk)

static const struct CMUnitTest load_cases[] = {
	with_disk(good_disk_is_good),
	with_disk(good_disk_is_good_for_many),
	with_disk(lost_block_is_found),
	with_disk(last_bit_of_a_block_is_compared),
	with_disk(earlier_content_is_found),
	with_disk(block_from_elsewhere_is_found),
	with_disk(swapped_blocks_are_found),
	with_disk(refused_read_is_an_error),
	with_disk(short_read_is_an_error),
	with_disk(refused_write_is_an_error),
	with_disk(short_write_is_an_error),
};

SUITE(load)

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random reads and writes of a block device by several processes at once, each in
 * its own part, bypassing the page cache.  A block that is read must have the data
 * that were last written to it.
 *
 * usage: load NODE OPERATIONS PROCESSES SEED [COUNT]
 *	OPERATIONS	of each process; 0: until SIGTERM
 *	COUNT		a file: gets the number of operations, 64 bits
 *
 * The last line has how long the operations took, and how many bytes were read how fast at the
 * end, when each process checks its part from the beginning to its end.
 *
 * Exit status: 0 if all data were right, 1 if other data were read than written,
 * 2 after errors that the device reported, 3 if the test could not be done.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/fs.h>

#define MAX_PROCESSES	64u
/* 128 KiB are more than two tracks of a 3390, with the smallest blocks too. */
#define MAX_BYTES	(128u << 10)
#define UNKNOWN		UINT32_MAX
/* So many errors are shown in full; all are counted. */
#define MAX_SHOWN	5u

/**
 * struct shared - memory that all processes share
 * @operations: operations done
 * @errors: operations that the device ended with an error
 * @different: blocks that did not have the data written
 * @bytes: bytes read and written
 * @checked: bytes read at the end
 * @operated: when the last process had done its operations, in nanoseconds
 * @stop: the processes shall stop
 */
struct shared {
	uint64_t operations;
	uint64_t errors;
	uint64_t different;
	uint64_t bytes;
	uint64_t checked;
	uint64_t operated;
	int stop;
};

/**
 * struct part - one process and its part of the device
 * @fd: the device
 * @block: bytes in a block
 * @first: its first block
 * @blocks: how many blocks
 * @random: state of the generator; not 0
 * @written: for each block, how often it was written, or UNKNOWN
 * @buffer: of MAX_BYTES
 */
struct part {
	int fd;
	uint32_t block;
	uint64_t first;
	uint64_t blocks;
	uint64_t random;
	uint32_t *written;
	uint64_t *buffer;
};

static struct shared *shared;
static uint64_t *count;

static uint64_t now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (uint64_t)at.tv_sec * 1000000000 + (uint64_t)at.tv_nsec;
}

/* Source: G. Marsaglia, "Xorshift RNGs", 2003 */
static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void fill(uint64_t *words, const struct part *part, uint64_t block, uint32_t version)
{
	uint64_t state = (part->first + block + 1) * 0x9e3779b97f4a7c15 ^ version;

	state += !state;
	for (uint32_t i = 0; i < part->block / sizeof(*words); i++)
		words[i] = next(&state);
}

static void failed(const char *what, const struct part *part, uint64_t block, ssize_t got)
{
	if (__atomic_fetch_add(&shared->errors, 1, __ATOMIC_RELAXED) < MAX_SHOWN)
		printf("%s of block %llu: %s\n", what, (unsigned long long)(part->first + block),
		       got < 0 ? strerror(errno) : "not all of it");
}

static void write_blocks(struct part *part, uint64_t block, uint32_t n)
{
	size_t bytes = (size_t)n * part->block;
	ssize_t got;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t version = part->written[block + i];

		version = version == UNKNOWN ? 0 : version;
		fill(part->buffer + i * part->block / sizeof(*part->buffer), part, block + i,
		     ++version);
		part->written[block + i] = version;
	}
	got = pwrite(part->fd, part->buffer, bytes, (off_t)((part->first + block) * part->block));
	if (got == (ssize_t)bytes)
		return;
	failed("write", part, block, got);
	/* Some of the blocks may have been written. */
	for (uint32_t i = 0; i < n; i++)
		part->written[block + i] = UNKNOWN;
}

static void compare(const struct part *part, uint64_t block, const uint64_t *words)
{
	uint64_t expected[4096 / sizeof(uint64_t)];

	if (!part->written[block] || part->written[block] == UNKNOWN)
		return;
	fill(expected, part, block, part->written[block]);
	if (!memcmp(words, expected, part->block))
		return;
	if (__atomic_fetch_add(&shared->different, 1, __ATOMIC_RELAXED) < MAX_SHOWN)
		printf("block %llu is not as it was written\n",
		       (unsigned long long)(part->first + block));
}

static void read_blocks(const struct part *part, uint64_t block, uint32_t n)
{
	size_t bytes = (size_t)n * part->block;
	ssize_t got = pread(part->fd, part->buffer, bytes,
			    (off_t)((part->first + block) * part->block));

	if (got != (ssize_t)bytes) {
		failed("read", part, block, got);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		compare(part, block + i, part->buffer + i * part->block / sizeof(*part->buffer));
}

/* Mostly few blocks, sometimes many. */
static uint32_t how_many(struct part *part, uint64_t left)
{
	uint32_t most = MAX_BYTES / part->block;
	uint32_t n = next(&part->random) % 8 ? 1 + next(&part->random) % 4 :
					       1 + next(&part->random) % most;

	return n < left ? n : (uint32_t)left;
}

static void operate(struct part *part)
{
	uint64_t block = next(&part->random) % part->blocks;
	uint32_t n = how_many(part, part->blocks - block);

	if (next(&part->random) % 2)
		write_blocks(part, block, n);
	else
		read_blocks(part, block, n);
	__atomic_fetch_add(&shared->bytes, (uint64_t)n * part->block, __ATOMIC_RELAXED);
	__atomic_fetch_add(&shared->operations, 1, __ATOMIC_RELAXED);
	if (count)
		__atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
}

static void has_operated(void)
{
	uint64_t at = now(), latest = __atomic_load_n(&shared->operated, __ATOMIC_RELAXED);

	while (latest < at && !__atomic_compare_exchange_n(&shared->operated, &latest, at, false,
							   __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
}

static int work(struct part *part, uint64_t operations)
{
	part->written = calloc(part->blocks, sizeof(*part->written));
	part->buffer = aligned_alloc(4096, MAX_BYTES);
	if (!part->written || !part->buffer)
		return 3;
	for (uint64_t i = 0; !operations || i < operations; i++) {
		if (__atomic_load_n(&shared->stop, __ATOMIC_RELAXED))
			break;
		operate(part);
	}
	has_operated();
	/* At the end, check all blocks once more. */
	for (uint64_t block = 0; block < part->blocks; block += MAX_BYTES / part->block) {
		uint64_t left = part->blocks - block;
		uint32_t n = left < MAX_BYTES / part->block ? (uint32_t)left :
							      MAX_BYTES / part->block;

		read_blocks(part, block, n);
		__atomic_fetch_add(&shared->checked, (uint64_t)n * part->block, __ATOMIC_RELAXED);
	}
	fflush(stdout);
	return 0;
}

static void on_term(int signal)
{
	shared->stop = 1;
}

static void *map_shared(const char *path, size_t size)
{
	int fd = path ? open(path, O_RDWR | O_CREAT, 0600) : -1;
	int flags = MAP_SHARED | (path ? 0 : MAP_ANONYMOUS);
	void *at;

	if (path && (fd < 0 || ftruncate(fd, (off_t)size)))
		return NULL;
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);
	return at == MAP_FAILED ? NULL : at;
}

static bool open_device(const char *node, struct part *part)
{
	uint64_t bytes;
	int block;

	part->fd = open(node, O_RDWR | O_DIRECT);
	if (part->fd < 0 || ioctl(part->fd, BLKSSZGET, &block) ||
	    ioctl(part->fd, BLKGETSIZE64, &bytes)) {
		perror(node);
		return false;
	}
	part->block = (uint32_t)block;
	part->blocks = bytes / part->block;
	return true;
}

/* Return: how many processes could not do the test. */
static uint32_t run(const struct part *whole, uint32_t processes, uint64_t operations,
		    uint64_t seed)
{
	uint32_t broken = 0;
	int status;

	for (uint32_t i = 0; i < processes; i++) {
		pid_t child = fork();

		if (child < 0)
			return processes;
		if (!child) {
			struct part part = *whole;

			part.blocks = whole->blocks / processes;
			part.first = i * part.blocks;
			part.random = (seed + i + 1) * 0x9e3779b97f4a7c15;
			exit(work(&part, operations));
		}
	}
	for (uint32_t i = 0; i < processes;) {
		if (wait(&status) < 0 && errno == EINTR)
			continue;
		broken += status != 0;
		i++;
	}
	return broken;
}

int main(int argc, char **argv)
{
	struct part whole = { 0 };
	uint64_t operations, seed;
	unsigned long processes;
	uint64_t begun, ended;
	uint32_t broken;

	if (argc != 5 && argc != 6) {
		fprintf(stderr, "usage: load NODE OPERATIONS PROCESSES SEED [COUNT]\n");
		return 3;
	}
	operations = strtoull(argv[2], NULL, 0);
	processes = strtoul(argv[3], NULL, 0);
	seed = strtoull(argv[4], NULL, 0);
	shared = map_shared(NULL, sizeof(*shared));
	count = argc == 6 ? map_shared(argv[5], sizeof(*count)) : NULL;
	if (!shared || (argc == 6 && !count) || !processes || processes > MAX_PROCESSES ||
	    !open_device(argv[1], &whole) || whole.blocks < processes || whole.block > 4096)
		return 3;
	/* Before the children are forked, which inherit it: all stop by the flag. */
	signal(SIGTERM, on_term);
	begun = now();
	broken = run(&whole, (uint32_t)processes, operations, seed);
	ended = now();
	if (broken)
		shared->operated = ended;
	printf("%s: %llu operations, %llu KiB, %llu errors, %llu blocks differ\n", argv[1],
	       (unsigned long long)shared->operations, (unsigned long long)shared->bytes >> 10,
	       (unsigned long long)shared->errors, (unsigned long long)shared->different);
	printf("%s: operations took %llu us; checked %llu KiB in %llu us\n", argv[1],
	       (unsigned long long)(shared->operated - begun) / 1000,
	       (unsigned long long)shared->checked >> 10,
	       (unsigned long long)(ended - shared->operated) / 1000);
	if (broken)
		return 3;
	return shared->different ? 1 : shared->errors ? 2 : 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Data anywhere in the machine's memory, also where no CCW can point: at 2 GiB and
 * above.
 *
 * usage: high_memory UUID ADDRESS
 *   ADDRESS   of the machine's memory, hexadecimal: data are there or above
 *
 * Prints TAP.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "program.h"

#define SENSE_ID_LEN	7
#define SET_REVISION	0x83
#define PRESENT		(1ull << 63)
#define FRAME		((1ull << 55) - 1)

/* The guest address of such memory, which needs more than 31 bits, too. */
#define HIGH		0x140000000ull
/* More pages than lie between the two limits of interest, so one is above. */
#define TRIES		(640u * 1024)
#define HIGH_PAGES	3u
/* The guest address of the last of them: a CCW can point there. */
#define LOW		0x400000u

static int count;

static void verdict(bool ok, const char *name)
{
	printf("%sok %d - %s\n", ok ? "" : "not ", ++count, name);
}

/* The absolute address of a page; 0 if it has none. */
static __u64 address_of(const void *page)
{
	static int fd;
	__u64 entry = 0;

	if (!fd)
		fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	if (pread(fd, &entry, sizeof(entry), (__u64)page / PAGE * sizeof(entry)) != sizeof(entry))
		entry = 0;
	return entry & PRESENT ? (entry & FRAME) * PAGE : 0;
}

/* The next page of a buffer that lies at @address or above; NULL if there is none. */
static __u8 *next_high(__u8 *mem, __u32 *at, __u64 address)
{
	while (*at < TRIES) {
		__u8 *page = mem + (size_t)(*at)++ * PAGE;

		memset(page, CANARY, PAGE);
		if (address_of(page) >= address)
			return page;
	}
	return NULL;
}

/* Is this a Sense ID over two pages: three bytes in the first, four in the second? */
static bool is_id(const __u8 *first, const __u8 *second)
{
	return first[PAGE - 3] == 0xff && get_be16(first + PAGE - 2) == 0x3832 &&
	       second[4] == CANARY && first[PAGE - 4] == CANARY;
}

static void by_idal(const struct user *user, const struct guest *guest, __u8 *const page[])
{
	struct status status = {};
	int err;

	put_idaw64(guest, put_idaw64(guest, IDAL, HIGH + PAGE - 3), HIGH + PAGE);
	put_ccw(guest, PROGRAM, CMD_SENSE_ID, CCW_SLI | CCW_IDA, SENSE_ID_LEN, IDAL);
	err = user_run(user, PROGRAM, &status);
	verdict(!err && status.dstat == DSTAT_END && !status.cstat, "data in, by an IDAL");
	verdict(is_id(page[0], page[1]), "are where they belong");
}

/* A revision that does not exist and one that does: the device distinguishes them. */
static void data_out(const struct user *user, const struct guest *guest, __u8 *page)
{
	struct status status = {};
	int err;

	put_idaw64(guest, IDAL, HIGH);
	put_ccw(guest, PROGRAM, SET_REVISION, CCW_SLI | CCW_IDA, 4, IDAL);
	put_be32(page, 0x7fff0000);
	err = user_run(user, PROGRAM, &status);
	verdict(!err && status.dstat & DSTAT_UNIT_CHECK, "data out, which the device refuses");
	put_be32(page, 0x00020000);
	err = user_run(user, PROGRAM, &status);
	verdict(!err && status.dstat == DSTAT_END, "data out, which it takes");
}

/* A CCW can point to the guest memory, but not to the machine's memory behind it. */
static void direct(const struct user *user, const struct guest *guest, const __u8 *id)
{
	struct status status = {};
	int err;

	put_ccw(guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, SENSE_ID_LEN, LOW);
	err = user_run(user, PROGRAM, &status);
	verdict(!err && status.dstat == DSTAT_END && id[0] == 0xff && id[SENSE_ID_LEN] == CANARY,
		"data in, by a CCW alone");
}

static int prepare(struct user *user, struct guest *guest, __u8 *page[], __u64 address)
{
	__u8 *mem = mmap(NULL, (size_t)TRIES * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	__u32 at = 0;
	int err = mem == MAP_FAILED ? -errno : user_listen(user);

	for (__u32 i = 0; !err && i < HIGH_PAGES; i++) {
		page[i] = next_high(mem, &at, address);
		if (!page[i])
			return -ENOMEM;
		err = user_map(user, i == HIGH_PAGES - 1 ? LOW : HIGH + i * PAGE, page[i], PAGE,
			       true);
	}
	return err ? err : guest_create(guest, user);
}

int main(int argc, char **argv)
{
	struct css_device dev = {};
	__u8 *page[HIGH_PAGES];
	struct guest guest = {};
	struct user user;
	__u64 address;
	int err;

	if (argc != 3) {
		fprintf(stderr, "usage: high_memory UUID ADDRESS\n");
		return 2;
	}
	address = strtoull(argv[2], NULL, 16);
	snprintf(dev.uuid, sizeof(dev.uuid), "%.36s", argv[1]);
	err = css_device_find(&dev);
	if (!err)
		err = user_open(&user, VFIO_GROUP, &dev);
	if (!err)
		err = prepare(&user, &guest, page, address);
	verdict(!err, "a user with memory that is high");
	if (err) {
		printf("# %s\n1..1\n", strerror(-err));
		return 1;
	}
	by_idal(&user, &guest, page);
	data_out(&user, &guest, page[0]);
	direct(&user, &guest, page[HIGH_PAGES - 1]);
	user_close(&user);
	printf("1..%d\n", count);
	return 0;
}

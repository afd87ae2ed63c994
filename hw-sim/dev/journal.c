// SPDX-License-Identifier: GPL-2.0-only
/* Writes that are done as a whole or not at all. */
#include "hw-sim/dev/journal.h"

#define JOURNAL_SUM_START	0xcbf29ce484222325ull
#define JOURNAL_SUM_FACTOR	0x100000001b3ull

/**
 * struct journal_entry_header - the last write; its old bytes and then its new bytes follow
 * @magic: identifies an entry
 * @offset: of the write in the medium
 * @size: of the medium before
 * @len: number of new bytes
 * @old_len: number of old bytes, which is smaller if the medium grows
 * @sum: checksum of everything, with zero here
 */
struct journal_entry_header {
	u8 magic[8];
	__be64 offset;
	__be64 size;
	__be32 len;
	__be32 old_len;
	__be64 sum;
};

static_assert(sizeof(struct journal_entry_header) == 40, "journal entry");

#define JOURNAL_ENTRY_MAX	(sizeof(struct journal_entry_header) + 2 * SIM_JOURNAL_MAX)

static const u8 magic[8] = { 'C', 'S', 'S', 'J', 'R', 'N', 'L', '1' };

static struct sim_journal *to_journal(struct sim_image *image)
{
	return container_of(image, struct sim_journal, image);
}

static struct journal_entry_header *journal_entry(struct sim_journal *j)
{
	return (struct journal_entry_header *)j->entry;
}

static u8 *journal_old(struct sim_journal *j)
{
	return j->entry + sizeof(struct journal_entry_header);
}

static u8 *journal_new(struct sim_journal *j)
{
	return journal_old(j) + be32_to_cpu(journal_entry(j)->old_len);
}

/* Each step is invertible, so that any change of a single word changes the sum. */
static u64 journal_sum(const u8 *p, size_t len)
{
	u64 value = JOURNAL_SUM_START;
	__be64 word;

	for (; len >= sizeof(word); len -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		value = (value ^ be64_to_cpu(word)) * JOURNAL_SUM_FACTOR;
	}
	for (; len; len--, p++)
		value = (value ^ *p) * JOURNAL_SUM_FACTOR;
	return value;
}

static size_t journal_entry_size(struct sim_journal *j)
{
	const struct journal_entry_header *e = journal_entry(j);

	return sizeof(*e) + be32_to_cpu(e->old_len) + be32_to_cpu(e->len);
}

static u64 journal_entry_sum(struct sim_journal *j)
{
	struct journal_entry_header *e = journal_entry(j);
	__be64 was = e->sum;
	u64 value;

	e->sum = 0;
	value = journal_sum(j->entry, journal_entry_size(j));
	e->sum = was;
	return value;
}

/* ---- Operations for the device model ---- */

static int journal_write_entry(struct sim_journal *j, u64 offset, const void *buf, u32 len)
{
	struct sim_image *medium = j->medium;
	struct journal_entry_header *e = journal_entry(j);
	u32 old_len = (u32)min_t(u64, len, medium->size - offset);

	platform_assert(offset <= medium->size && len <= SIM_JOURNAL_MAX);
	memcpy(e->magic, magic, sizeof(magic));
	e->offset = cpu_to_be64(offset);
	e->size = cpu_to_be64(medium->size);
	e->len = cpu_to_be32(len);
	e->old_len = cpu_to_be32(old_len);
	if (medium->ops->read(medium, offset, journal_old(j), old_len))
		return -EIO;
	memcpy(journal_new(j), buf, len);
	e->sum = cpu_to_be64(journal_entry_sum(j));
	return j->log->ops->write(j->log, 0, j->entry, journal_entry_size(j));
}

static int journal_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	struct sim_journal *j = to_journal(image);

	return j->medium->ops->read(j->medium, offset, buf, len);
}

static int journal_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	struct sim_journal *j = to_journal(image);
	int err;

	if (offset > j->medium->size || len > SIM_JOURNAL_MAX)
		return -EIO;
	err = journal_write_entry(j, offset, buf, (u32)len);
	if (!err)
		err = j->medium->ops->write(j->medium, offset, buf, len);
	image->size = j->medium->size;
	return err;
}

/* Empties the log first: recovery must not restore what is cut off. */
static int journal_cut(struct sim_image *image, u64 size)
{
	struct sim_journal *j = to_journal(image);
	int err;

	if (!j->medium->ops->cut)
		return -EROFS;
	err = j->log->ops->cut(j->log, 0);
	if (!err)
		err = j->medium->ops->cut(j->medium, size);
	image->size = j->medium->size;
	return err;
}

static void journal_eject_image(struct sim_image *image)
{
	if (image->ops->eject)
		image->ops->eject(image);
}

static void journal_eject(struct sim_image *image)
{
	struct sim_journal *j = to_journal(image);

	/* If that fails, recovery writes the bytes that are there already. */
	j->log->ops->cut(j->log, 0);
	journal_eject_image(j->log);
	journal_eject_image(j->medium);
}

static const struct sim_image_ops journal_ops = {
	.read = journal_read,
	.write = journal_write,
	.cut = journal_cut,
	.eject = journal_eject,
};

struct sim_journal *sim_journal_of(struct sim_image *image)
{
	return image->ops == &journal_ops ? to_journal(image) : NULL;
}

/* ---- After a crash ---- */

/* Does the log hold a complete entry? */
static bool journal_entry_is_valid(struct sim_journal *j, u64 size)
{
	const struct journal_entry_header *e = journal_entry(j);

	if (size < sizeof(*e) || memcmp(e->magic, magic, sizeof(magic)))
		return false;
	if (be32_to_cpu(e->len) > SIM_JOURNAL_MAX ||
	    be32_to_cpu(e->old_len) > be32_to_cpu(e->len) || journal_entry_size(j) > size)
		return false;
	return be64_to_cpu(e->sum) == journal_entry_sum(j);
}

/* Is each byte of the medium an old one or a new one? */
static bool journal_bytes_match(struct sim_journal *j, const u8 *now, u32 len)
{
	u32 old_len = be32_to_cpu(journal_entry(j)->old_len);
	const u8 *old = journal_old(j), *new = journal_new(j);
	u32 i;

	for (i = 0; i < len && i < old_len; i++)
		if (now[i] != old[i] && now[i] != new[i])
			return false;
	return true;
}

/* Is the medium as long as before, or longer by no more than the write? */
static bool journal_size_matches(const struct sim_journal *j, const struct journal_entry_header *e)
{
	u64 before = be64_to_cpu(e->size);
	u64 after = max(before, be64_to_cpu(e->offset) + be32_to_cpu(e->len));

	return be64_to_cpu(e->offset) <= before && j->medium->size >= before &&
	       j->medium->size <= after;
}

static int journal_finish(struct sim_journal *j, u8 *now)
{
	const struct journal_entry_header *e = journal_entry(j);
	struct sim_image *medium = j->medium;
	u64 offset = be64_to_cpu(e->offset);
	u32 len = be32_to_cpu(e->len), there;

	if (!journal_size_matches(j, e))
		return 0;
	there = (u32)min_t(u64, len, medium->size - offset);
	if (medium->ops->read(medium, offset, now, there))
		return -EIO;
	if (!journal_bytes_match(j, now, there) ||
	    (there == len && !memcmp(now, journal_new(j), len)))
		return 0;
	j->repaired = true;
	return medium->ops->write(medium, offset, journal_new(j), len);
}

static int journal_repair(struct sim_journal *j)
{
	u64 size = min_t(u64, j->log->size, JOURNAL_ENTRY_MAX);
	u8 *now;
	int err;

	if (j->log->ops->read(j->log, 0, j->entry, size))
		return -EIO;
	if (!journal_entry_is_valid(j, size))
		return 0;
	now = platform_zalloc(SIM_JOURNAL_MAX);
	if (!now)
		return -ENOMEM;
	err = journal_finish(j, now);
	platform_free(now);
	return err;
}

int sim_journal_open(struct sim_journal *j, struct sim_image *medium, struct sim_image *log)
{
	int err;

	*j = (struct sim_journal){
		.image = { .ops = &journal_ops }, .medium = medium, .log = log,
		.entry = platform_zalloc(JOURNAL_ENTRY_MAX),
	};
	if (!j->entry)
		return -ENOMEM;
	err = journal_repair(j);
	if (err) {
		platform_free(j->entry);
		return err;
	}
	j->image.size = medium->size;
	return 0;
}

void sim_journal_close(struct sim_journal *j)
{
	j->log->ops->cut(j->log, 0);
	platform_free(j->entry);
	j->entry = NULL;
}

// SPDX-License-Identifier: GPL-2.0-only
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/recording/output_file.h"
#include "ccwtools/replay/volume.h"

static int check_range(const struct sim_image *image, u64 offset, size_t len)
{
	return offset > image->size || len > image->size - offset ? -EIO : 0;
}

static int volume_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	struct volume *volume = container_of(image, struct volume, image);
	int err = check_range(image, offset, len);

	if (!err)
		memcpy(buf, volume->in.data + offset, len);
	return err;
}

static int volume_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	struct volume *volume = container_of(image, struct volume, image);
	int err = image->readonly ? -EROFS : check_range(image, offset, len);

	if (!err)
		memcpy(volume->in.data + offset, buf, len);
	return err;
}

static const struct sim_image_ops volume_ops = {
	.read = volume_read,
	.write = volume_write,
};

static int tape_cut(struct sim_image *image, u64 size)
{
	struct volume *volume = container_of(image, struct volume, image);

	if (image->readonly)
		return -EROFS;
	if (size > image->size)
		return -EIO;
	image->size = size;
	volume->in.size = size;
	return 0;
}

static int tape_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	struct volume *volume = container_of(image, struct volume, image);
	u8 *data;

	if (!image->readonly && offset <= image->size && len > image->size - offset) {
		if (len > VOLUME_LIMIT - offset)
			return -EIO;
		data = realloc(volume->in.data, offset + len + 1);
		if (!data)
			return -EIO;
		volume->in.data = data;
		volume->in.size = offset + len;
		image->size = offset + len;
	}
	return volume_write(image, offset, buf, len);
}

static const struct sim_image_ops tape_ops = {
	.read = volume_read,
	.write = tape_write,
	.cut = tape_cut,
};

void volume_is_tape(struct volume *volume)
{
	volume->image.ops = &tape_ops;
}

bool volume_open(struct volume *volume, const char *path, bool readonly, struct problem *problem)
{
	memset(volume, 0, sizeof(*volume));
	if (!input_read(&volume->in, path, VOLUME_LIMIT, problem))
		return false;
	volume->path = path;
	volume->image.ops = &volume_ops;
	volume->image.size = volume->in.size;
	volume->image.readonly = readonly;
	return true;
}

void volume_close(struct volume *volume)
{
	input_free(&volume->in);
	free(volume->kept);
	volume->kept = NULL;
}

static u8 *copy(const u8 *data, size_t size)
{
	u8 *to = malloc(size + 1);

	platform_assert(to);
	return memcpy(to, data, size + 1);
}

void volume_keep(struct volume *volume)
{
	volume->in.data[volume->in.size] = 0;
	volume->kept = copy(volume->in.data, volume->in.size);
	volume->kept_size = volume->in.size;
}

void volume_reset(struct volume *volume)
{
	free(volume->in.data);
	volume->in.data = copy(volume->kept, volume->kept_size);
	volume->in.size = volume->kept_size;
	volume->image.size = volume->kept_size;
}

void volume_hash(const struct volume *volume, char text[VOLUME_HASH_TEXT])
{
	u8 digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;
	size_t i;

	sha256_init(&ctx);
	sha256_update(&ctx, volume->in.size, volume->in.data);
	sha256_digest(&ctx, sizeof(digest), digest);
	for (i = 0; i < sizeof(digest); i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
}

bool volume_write_back(const struct volume *volume, struct problem *problem)
{
	struct output_file *file;

	if (volume->in.packed)
		return problem_set(problem, volume->path, 0,
				   "is packed and cannot be written back; unpack it with xz -dk first");
	file = output_file_open(volume->path, OUTPUT_ANYTHING, problem);
	if (!file)
		return false;
	fwrite(volume->in.data, 1, volume->in.size, output_file_stream(file));
	return output_file_close(file, problem);
}

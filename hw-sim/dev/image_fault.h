/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why a file cannot be the medium of a device: what it is, what was expected, and how to convert
 * it.  The device model finds the cause; the words are the same wherever they are shown.
 */
#ifndef HW_SIM_DEV_IMAGE_FAULT_H
#define HW_SIM_DEV_IMAGE_FAULT_H

#include "core/platform.h"

/* Bytes of the longest text, with its two numbers and the zero at its end. */
#define IMAGE_FAULT_TEXT	256u

/**
 * enum image_cause - why a file is refused; in brackets the numbers that the text has
 * @IMAGE_NOT_REFUSED: it is not
 * @IMAGE_GZIP: packed by gzip
 * @IMAGE_BZIP2: packed by bzip2
 * @IMAGE_XZ: packed by xz
 * @IMAGE_ZSTD: packed by zstd
 * @IMAGE_NO_DISK: its first bytes are those of no known image of a disk
 * @IMAGE_CCKD: a compressed disk of Hercules
 * @IMAGE_CCKD64: likewise, in the format with larger offsets
 * @IMAGE_CKD64: a plain disk of Hercules in that format
 * @IMAGE_SHADOW: changes to a compressed disk, without the disk
 * @IMAGE_FBA: a disk of another architecture
 * @IMAGE_OTHER_TYPE: a disk of another type (the type)
 * @IMAGE_UNKNOWN_TYPE: likewise (low byte of its type)
 * @IMAGE_BAD_GEOMETRY: no 3390 is like that (heads, bytes of a track)
 * @IMAGE_SEVERAL_FILES: only a part of the disk (which)
 * @IMAGE_ZPDT: a disk of zPDT (cylinders)
 * @IMAGE_EXTENDED: an extended address volume (cylinders, how many are possible)
 * @IMAGE_SHORT_HEADER: it ends in its header (its bytes, how many a header has)
 * @IMAGE_SHORT_CYLINDER: it ends in a cylinder (which, the bytes that are missing)
 * @IMAGE_NO_TAPE: it does not begin as a tape does
 * @IMAGE_HET: a compressed tape of Hercules
 * @IMAGE_SHORT_BLOCK: a tape that ends in its first block (the bytes that are missing)
 * @IMAGE_CAUSES: how many there are
 */
enum image_cause {
	IMAGE_NOT_REFUSED,
	IMAGE_GZIP,
	IMAGE_BZIP2,
	IMAGE_XZ,
	IMAGE_ZSTD,
	IMAGE_NO_DISK,
	IMAGE_CCKD,
	IMAGE_CCKD64,
	IMAGE_CKD64,
	IMAGE_SHADOW,
	IMAGE_FBA,
	IMAGE_OTHER_TYPE,
	IMAGE_UNKNOWN_TYPE,
	IMAGE_BAD_GEOMETRY,
	IMAGE_SEVERAL_FILES,
	IMAGE_ZPDT,
	IMAGE_EXTENDED,
	IMAGE_SHORT_HEADER,
	IMAGE_SHORT_CYLINDER,
	IMAGE_NO_TAPE,
	IMAGE_HET,
	IMAGE_SHORT_BLOCK,
	IMAGE_CAUSES,
};

/**
 * struct image_fault - why a file was refused
 * @cause: IMAGE_NOT_REFUSED if it was not
 * @number: what the text of the cause has
 */
struct image_fault {
	enum image_cause cause;
	u64 number[2];
};

/**
 * image_fault_errno() - the error that stands for a cause
 * @fault: the cause
 *
 * Return: 0: not refused; -EOPNOTSUPP: a known format that is not supported; -EFBIG: too many
 * cylinders; -ENODATA: truncated; -EINVAL: anything else.
 */
int image_fault_errno(const struct image_fault *fault);

/**
 * image_fault_text() - say what a file is, what was expected, how to convert it
 * @fault: the cause
 * @text: gets a sentence about "it", the file, without a full stop; empty if not refused
 */
void image_fault_text(const struct image_fault *fault, char text[IMAGE_FAULT_TEXT]);

/**
 * image_packed_by() - does a file begin as one does that a general program has packed?
 * @bytes: the first four of the file
 *
 * Return: the cause, or IMAGE_NOT_REFUSED.
 */
enum image_cause image_packed_by(const u8 bytes[4]);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* The words for each cause that makes a file unusable as a medium. */
#include "hw-sim/dev/image_fault.h"

#define IMAGE_DIGITS	20u	/* of the largest u64 */

/* struct image_cause_words - the text of a cause, with %1 and %2 for its numbers, and its errno */
struct image_cause_words {
	int error;
	const char *text;
};

static const struct image_cause_words image_words[IMAGE_CAUSES] = {
	[IMAGE_NOT_REFUSED] = { 0, "" },
	[IMAGE_GZIP] = { -EOPNOTSUPP, "it is packed by gzip: unpack it with \"gunzip\"" },
	[IMAGE_BZIP2] = { -EOPNOTSUPP, "it is packed by bzip2: unpack it with \"bunzip2\"" },
	[IMAGE_XZ] = { -EOPNOTSUPP, "it is packed by xz: unpack it with \"unxz\"" },
	[IMAGE_ZSTD] = { -EOPNOTSUPP, "it is packed by zstd: unpack it with \"unzstd\"" },
	[IMAGE_NO_DISK] = { -EINVAL, "it does not begin with CKD_P370, as the plain CKD image of a "
		"3390 does, which is expected; \"dasdinit -lfs\" makes one" },
	[IMAGE_CCKD] = { -EOPNOTSUPP, "it is a compressed (CCKD) image, a plain one is expected: "
		"convert it with \"cckd2ckd -lfs IN OUT\"" },
	[IMAGE_CCKD64] = { -EOPNOTSUPP, "it is a compressed (CCKD64) image, a plain one is "
		"expected: convert it with \"dasdcopy64 -lfs -o CKD IN OUT\"" },
	[IMAGE_CKD64] = { -EOPNOTSUPP, "it is a CKD_P064 image, CKD_P370 is expected: convert it "
		"with \"dasdcopy64 -lfs -o CKD IN OUT\"" },
	[IMAGE_SHADOW] = { -EOPNOTSUPP, "it is a shadow file, which has only the changes to a "
		"compressed image: join both with \"cckd2ckd -lfs BASE sf=SHADOW OUT\"" },
	[IMAGE_FBA] = { -EOPNOTSUPP, "it is the image of an FBA disk, that of a 3390 is expected: "
		"no conversion is possible, copy the data" },
	[IMAGE_OTHER_TYPE] = { -EOPNOTSUPP, "it is the image of a %1, that of a 3390 is expected: "
		"no conversion is possible, copy the data on a system that has both" },
	[IMAGE_UNKNOWN_TYPE] = { -EOPNOTSUPP, "it has a type whose low byte is %1 in its header, "
		"that of a 3390 (144) is expected" },
	[IMAGE_BAD_GEOMETRY] = { -EINVAL, "it has a damaged header: %1 heads and tracks of %2 "
		"bytes; 1 to 15 heads and tracks of 21 to 65536 bytes are expected" },
	[IMAGE_SEVERAL_FILES] = { -EOPNOTSUPP, "it is file %1 of a disk in several files, one is "
		"expected: join them with \"dasdcopy -lfs -o CKD FIRST OUT\"" },
	[IMAGE_ZPDT] = { -EOPNOTSUPP, "it is a disk of zPDT with %1 cylinders, the image of an "
		"emulator like Hercules is expected: no converter is known, copy the data on a "
		"system that has both" },
	[IMAGE_EXTENDED] = { -EFBIG, "it is an extended address volume of %1 cylinders, at most %2 "
		"are expected: copy the data to a smaller disk on a system that has both" },
	[IMAGE_SHORT_HEADER] = { -ENODATA, "it is truncated: it has %1 bytes, its header alone has "
		"%2; copy it once more" },
	[IMAGE_SHORT_CYLINDER] = { -ENODATA, "it is truncated: it ends in cylinder %1, %2 bytes "
		"too early; copy it once more" },
	[IMAGE_NO_TAPE] = { -EINVAL, "it does not begin as an AWSTAPE image does, which is "
		"expected; \"hetinit -d\" makes one" },
	[IMAGE_HET] = { -EOPNOTSUPP, "it is a compressed tape (HET), an AWSTAPE image is expected: "
		"convert it with \"hetupd -d IN OUT\"" },
	[IMAGE_SHORT_BLOCK] = { -ENODATA, "it is truncated: it ends in its first block, %1 bytes "
		"too early; copy it once more" },
};

int image_fault_errno(const struct image_fault *fault)
{
	return image_words[fault->cause].error;
}

/* struct image_writer - a text being written; what does not fit is left out */
struct image_writer {
	char *at;
	char *end;
};

static void image_put(struct image_writer *w, char c)
{
	if (w->at < w->end)
		*w->at++ = c;
}

static void image_put_number(struct image_writer *w, u64 n)
{
	char digits[IMAGE_DIGITS];
	u32 i = IMAGE_DIGITS;

	do {
		digits[--i] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	for (; i < IMAGE_DIGITS; i++)
		image_put(w, digits[i]);
}

void image_fault_text(const struct image_fault *fault, char text[IMAGE_FAULT_TEXT])
{
	struct image_writer w = { .at = text, .end = text + IMAGE_FAULT_TEXT - 1 };
	const char *from = image_words[fault->cause].text;

	for (; *from; from++) {
		if (*from != '%')
			image_put(&w, *from);
		else
			image_put_number(&w, fault->number[*++from - '1']);
	}
	*w.at = 0;
}

enum image_cause image_packed_by(const u8 bytes[4])
{
	static const struct { u8 bytes[4]; u32 len; enum image_cause cause; } packers[] = {
		{ { 0x1f, 0x8b }, 2, IMAGE_GZIP },
		{ { 'B', 'Z', 'h' }, 3, IMAGE_BZIP2 },
		{ { 0xfd, '7', 'z', 'X' }, 4, IMAGE_XZ },
		{ { 0x28, 0xb5, 0x2f, 0xfd }, 4, IMAGE_ZSTD },
	};

	for (u32 i = 0; i < ARRAY_SIZE(packers); i++)
		if (!memcmp(bytes, packers[i].bytes, packers[i].len))
			return packers[i].cause;
	return IMAGE_NOT_REFUSED;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A count-key-data volume in an uncompressed image of format CKD_P370.
 *
 * The image starts with a header of 512 bytes: eight characters CKD_P370 in
 * ASCII, the number of heads and the size of a track image (both 32 bits,
 * little-endian), the low byte of the device type.  Track images follow, head
 * by head.  A track image is a home address of five bytes (zero, CCHH) and its
 * records, R0 first: a count area of eight bytes (CCHHR, key length, data
 * length), key, data.  Eight bytes of ff stand for the end of the track.
 */
#ifndef HW_SIM_DEV_CKD_IMAGE_H
#define HW_SIM_DEV_CKD_IMAGE_H

#include "hw-sim/dev/image.h"

#define CKD_HEADER_SIZE		512u
#define CKD_TRACK_MAX		65536u	/* bytes of a track image that are accepted */
#define CKD_HEADS_MAX		15u
#define CKD_CYLINDERS_MAX	65520u
#define CKD_HA_SIZE		5u
#define CKD_COUNT_SIZE		8u
#define CKD_ID_SIZE		5u	/* CCHHR, the first bytes of a count area */
#define CKD_FIRST		CKD_HA_SIZE	/* offset of R0 in a track image */
#define CKD_END_SIZE		8u
#define CKD_NO_TRACK		0xffffffffu

/**
 * struct ckd_image - the volume and its current track
 * @medium: where the image is kept
 * @heads: tracks per cylinder
 * @cylinders: how many there are
 * @track_size: bytes of a track image
 * @current_track: number of the track in @track, or CKD_NO_TRACK
 * @track: image of the current track; changes are written to @medium at once
 */
struct ckd_image {
	struct sim_image *medium;
	u32 heads;
	u32 cylinders;
	u32 track_size;
	u32 current_track;
	u8 *track;
};

/**
 * struct ckd_record - where a record lies in the current track
 * @offset: its count area
 * @next: the count area that follows it, or the end of track
 * @dl: data length
 * @kl: key length
 */
struct ckd_record {
	u32 offset;
	u32 next;
	u16 dl;
	u8 kl;
};

enum ckd_found {
	CKD_RECORD,
	CKD_END,		/* the end of the track */
	CKD_MALFORMED,		/* what lies here is not a record */
};

/**
 * ckd_image_open() - find out whether the medium holds a usable image
 * @ckd: filled in
 * @medium: must outlive @ckd
 *
 * Return: 0; not an image of a whole 3390 volume: image_fault_errno() of what is in
 * @medium->fault; -EIO; -ENOMEM.
 */
int ckd_image_open(struct ckd_image *ckd, struct sim_image *medium);

/** ckd_image_close() - free what ckd_image_open() allocated */
void ckd_image_close(struct ckd_image *ckd);

/**
 * ckd_track_load() - make a track the current one
 * @ckd: the volume
 * @cyl: cylinder, below ckd->cylinders
 * @head: head, below ckd->heads
 *
 * Return: 0; -EIO: the medium cannot be read; -EILSEQ: the home address is
 * not that of this track.
 */
int ckd_track_load(struct ckd_image *ckd, u32 cyl, u32 head);

/**
 * ckd_track_store() - write a changed part of the current track to the medium
 * @ckd: the volume, its track buffer already changed
 * @offset: first byte that changed
 * @len: how many; all inside the track
 *
 * If the medium returns an error, the buffer is invalidated: the next
 * ckd_track_load() reads the track from the medium.
 *
 * Return: 0, -EROFS or -EIO.
 */
int ckd_track_store(struct ckd_image *ckd, u32 offset, u32 len);

/**
 * ckd_track_forget() - invalidate the track buffer, whose changes are not to be written
 * @ckd: the volume
 *
 * The next ckd_track_load() reads the track from the medium.
 */
void ckd_track_forget(struct ckd_image *ckd);

/** ckd_is_end() - are these the eight bytes of a count area that end a track? */
bool ckd_is_end(const u8 *count);

/**
 * ckd_record_at() - what is at this offset of the current track?
 * @ckd: the volume
 * @offset: CKD_FIRST, or the @next of a record
 * @record: filled in for CKD_RECORD; lies inside the track, end mark included
 *
 * Return: what was found.
 */
enum ckd_found ckd_record_at(const struct ckd_image *ckd, u32 offset,
			     struct ckd_record *record);

/** ckd_record_count() - the count area of a record of the current track */
static inline u8 *ckd_record_count(const struct ckd_image *ckd, const struct ckd_record *r)
{
	return ckd->track + r->offset;
}

/** ckd_record_key() - its key area, which its data area follows at once */
static inline u8 *ckd_record_key(const struct ckd_image *ckd, const struct ckd_record *r)
{
	return ckd->track + r->offset + CKD_COUNT_SIZE;
}

/** ckd_record_data() - its data area */
static inline u8 *ckd_record_data(const struct ckd_image *ckd, const struct ckd_record *r)
{
	return ckd_record_key(ckd, r) + r->kl;
}

/**
 * ckd_track_fits() - is there room for one more record?
 * @ckd: the volume
 * @offset: where its count area would go; the end of a record
 * @kl: its key length
 * @dl: its data length
 *
 * Checks the size of the track image, and the capacity of a real track: the cells
 * that the records before @offset take, by the formula of a 3390.
 *
 * Source: 3990 Storage Control Reference, Read Device Characteristics, bytes
 * 22 to 27 (capacity formula 2 and its factors).
 */
bool ckd_track_fits(const struct ckd_image *ckd, u32 offset, u32 kl, u32 dl);

/** ckd_track_end() - mark the end of the current track at @offset, in the buffer only */
void ckd_track_end(struct ckd_image *ckd, u32 offset);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* The translation of a channel program, from ORB to end; see core/cp/cp.h. */
#include "core/cp/internal.h"

void cp_setup(struct channel_program *cp, const struct vfio_ccw_host_ops *host,
	      void *host_data)
{
	*cp = (struct channel_program){
		.host = host,
		.host_data = host_data,
		.read_ahead = CP_READ_AHEAD,
	};
}

void cp_release(struct channel_program *cp)
{
	platform_assert(!cp->active);
	if (cp->block)
		cp->host->free_channel(cp->host_data, cp->block, cp->block_size);
	platform_free(cp->ccws);
	platform_free(cp->segments);
	platform_free(cp->keys);
	cp_setup(cp, cp->host, cp->host_data);
}

static int check_orb(u32 ctrl, u32 cpa)
{
	if (ctrl & CSS_ORB_B)
		return -EOPNOTSUPP;
	if (ctrl & CSS_ORB_RESERVED || cpa & CSS_ADDR31_INVALID)
		return -EINVAL;
	return 0;
}

int cp_init(struct channel_program *cp, const struct css_orb *orb)
{
	int err;

	platform_assert(!cp->active);
	cp->ctrl = be32_to_cpu(orb->ctrl);
	cp->cpa = be32_to_cpu(orb->cpa);
	cp->n_ccws = 0;
	cp->n_idaws = 0;
	cp->n_segments = 0;
	cp->n_raw = 0;
	cp->n_slots = 0;
	cp->idals = false;
	cp->skips = false;
	cp->chains_data = false;
	cp->speculative = false;

	err = check_orb(cp->ctrl, cp->cpa);
	/* Kept until the device is closed, as all that the walk takes. */
	if (!err && !cp->segments) {
		cp->segments = platform_zalloc(CP_MAX_SEGMENTS * sizeof(*cp->segments));
		err = cp->segments ? 0 : -ENOMEM;
	}
	if (!err)
		err = cp_walk(cp);
	cp->active = !err;
	return err;
}

int cp_prefetch(struct channel_program *cp)
{
	int err = cp_layout(cp);

	return err ? err : cp_block_fill(cp);
}

void cp_get_orb(const struct channel_program *cp, struct css_orb *orb, u8 lpm)
{
	/*
	 * Not the guest's to choose: the key, since it knows no host keys; address
	 * limits, since the addresses are not its own; streaming mode, modification and
	 * synchronization control, which some machines answer with an operand exception,
	 * and which a program that does not change has no need of; an extension, since
	 * the ABI has no room for it.
	 */
	const u32 kept = CSS_ORB_S | CSS_ORB_P | CSS_ORB_I | CSS_ORB_U | CSS_ORB_LPM |
			 CSS_ORB_L;
	u32 ctrl = (cp->ctrl & kept) | CSS_ORB_F | CSS_ORB_H;
	u32 slot = 0, index;

	/* Immediate commands of format 0 know no incorrect length. */
	if (!(cp->ctrl & CSS_ORB_F))
		ctrl |= CSS_ORB_L;
	if (!(ctrl & CSS_ORB_LPM))
		ctrl |= lpm << CSS_ORB_LPM_SHIFT;
	if (1u << cp->unit_shift == CSS_IDAW1_BLOCK)
		ctrl |= CSS_ORB_T;
	cp_find(cp, cp->cpa, &slot, &index);
	*orb = (struct css_orb){
		.ctrl = cpu_to_be32(ctrl),
		.cpa = cpu_to_be32(cp->block_addr + slot * CSS_CCW_SIZE),
	};
}

/* The last segment that begins at or before a place in the program. */
static const struct cp_segment *segment_at(const struct channel_program *cp, u32 slot)
{
	u32 low = 0, high = cp->n_segments;

	while (high - low > 1) {
		u32 mid = (low + high) / 2;

		if (cp->segments[mid].slot <= slot)
			low = mid;
		else
			high = mid;
	}
	return &cp->segments[low];
}

bool cp_guest_ccw(const struct channel_program *cp, u32 host, u32 *guest)
{
	u32 slot = (host - cp->block_addr) / CSS_CCW_SIZE;
	const struct cp_segment *seg;

	if (!cp->active || host < cp->block_addr || slot >= cp->n_slots ||
	    (host - cp->block_addr) % CSS_CCW_SIZE)
		return false;
	seg = segment_at(cp, slot);
	*guest = (seg->addr + (slot - seg->slot) * CSS_CCW_SIZE) & ~CSS_ADDR31_INVALID;
	return true;
}

/* The SCSW repeats fields of the ORB, which the guest expects to be its own. */
static u16 guest_flags(u32 ctrl)
{
	u16 flags = (ctrl & CSS_ORB_KEY) >> 16;

	if (ctrl & CSS_ORB_F)
		flags |= CSS_SCSW_F;
	if (ctrl & CSS_ORB_A)
		flags |= CSS_SCSW_A;
	return flags;
}

void cp_update_scsw(const struct channel_program *cp, struct css_scsw *scsw)
{
	const u16 ours = CSS_SCSW_KEY | CSS_SCSW_F | CSS_SCSW_A;
	u16 flags = be16_to_cpu(scsw->flags) & ~ours;
	u32 guest = 0;

	cp_guest_ccw(cp, be32_to_cpu(scsw->cpa), &guest);
	scsw->cpa = cpu_to_be32(guest);
	if (cp->active)
		scsw->flags = cpu_to_be16(flags | guest_flags(cp->ctrl));
}

/* The CCW address is that of the suspended CCW, or one past it. */
static bool suspended_slot(const struct channel_program *cp, u32 host,
			   u32 *slot, u32 *index, u32 *guest)
{
	const struct css_ccw1 *slots = (const struct css_ccw1 *)cp->block;

	if (cp_guest_ccw(cp, host - CSS_CCW_SIZE, guest) &&
	    cp_find(cp, *guest, slot, index) && slots[*slot].flags & CSS_CCW_S)
		return true;
	return cp_guest_ccw(cp, host, guest) && cp_find(cp, *guest, slot, index) &&
	       slots[*slot].flags & CSS_CCW_S;
}

int cp_resume(struct channel_program *cp, u32 host)
{
	struct css_ccw1 *slots = (struct css_ccw1 *)cp->block;
	const struct css_ccw1 *old;
	u32 slot, index, guest;
	struct css_ccw1 now;
	int err;

	if (!suspended_slot(cp, host, &slot, &index, &guest))
		return -EINVAL;
	err = cp_read_ccw(cp, guest, &now);
	if (err)
		return err == -EFAULT ? -EOPNOTSUPP : err;
	old = &cp->ccws[index];
	if (now.cmd != old->cmd || now.count != old->count || now.cda != old->cda ||
	    (now.flags ^ old->flags) & ~CSS_CCW_S)
		return -EOPNOTSUPP;
	slots[slot].flags = (slots[slot].flags & ~CSS_CCW_S) | (now.flags & CSS_CCW_S);
	return 0;
}

void cp_free(struct channel_program *cp)
{
	if (!cp->active)
		return;
	cp_pages_unpin(cp);
	cp->active = false;
}

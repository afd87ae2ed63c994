// SPDX-License-Identifier: GPL-2.0-only
/* The translation of a channel program, from ORB to status; see core/cp/cp.h. */
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
	cp_pieces_release(cp);
	platform_free(cp->ccws);
	platform_free(cp->segments);
	platform_free(cp->pages);
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

/* Allocated once, and freed by cp_release(), as are the walk's tables. */
static int alloc_tables(struct channel_program *cp)
{
	const u32 segments = (CP_MAX_SEGMENTS + CP_MAX_SPLITS) * sizeof(*cp->segments);

	cp->segments = platform_zalloc(segments + CP_MAX_PIECES * sizeof(*cp->pieces));
	if (!cp->segments)
		return -ENOMEM;
	cp->pieces = (struct cp_piece *)((u8 *)cp->segments + segments);
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
	cp->n_ccw_words = 0;
	cp->has_idals = false;
	cp->status_modifiers = false;
	cp->chains_data = false;
	cp->speculative = false;

	err = check_orb(cp->ctrl, cp->cpa);
	if (!err && !cp->segments)
		err = alloc_tables(cp);
	if (!err)
		err = cp_walk(cp);
	cp->active = !err;
	return err;
}

int cp_prefetch(struct channel_program *cp)
{
	int err = cp_layout(cp);

	return err ? err : cp_fill(cp);
}

void cp_get_orb(const struct channel_program *cp, struct css_orb *orb, u8 lpm)
{
	/*
	 * Not taken from the guest: the key, since it knows no host keys; address-limit
	 * checking, since the addresses are not its own; streaming mode, modification and
	 * synchronization control, which some machines answer with an operand exception,
	 * and which a program that does not change does not need; an extension, since
	 * the ABI has no room for it.
	 */
	const u32 from_guest = CSS_ORB_S | CSS_ORB_P | CSS_ORB_I | CSS_ORB_U | CSS_ORB_LPM |
			       CSS_ORB_L;
	u32 ctrl = (cp->ctrl & from_guest) | CSS_ORB_F | CSS_ORB_H;
	u32 place = 0, index;

	/* In format 0, immediate commands never end with incorrect length. */
	if (!(cp->ctrl & CSS_ORB_F))
		ctrl |= CSS_ORB_L;
	if (!(ctrl & CSS_ORB_LPM))
		ctrl |= lpm << CSS_ORB_LPM_SHIFT;
	if (1u << cp->block_shift == CSS_IDAW1_BLOCK)
		ctrl |= CSS_ORB_T;
	cp_find(cp, cp->cpa, &place, &index);
	*orb = (struct css_orb){
		.ctrl = cpu_to_be32(ctrl),
		.cpa = cpu_to_be32(cp_word_addr(cp, place)),
	};
}

/* The last segment that begins at or before a place in the program. */
static const struct cp_segment *segment_at(const struct channel_program *cp, u32 place)
{
	u32 low = 0, high = cp->n_segments;

	while (high - low > 1) {
		u32 mid = (low + high) / 2;

		if (cp->segments[mid].place <= place)
			low = mid;
		else
			high = mid;
	}
	return &cp->segments[low];
}

/* The place that has an absolute address.  Return: false if no piece with CCWs has it. */
static bool find_place(const struct channel_program *cp, u32 host, u32 *place)
{
	for (u32 i = 0; i * CP_PIECE_WORDS < cp->n_ccw_words; i++) {
		u32 offset = host - cp->pieces[i].addr;

		if (offset < HOST_PAGE_SIZE && !(offset % CP_WORD)) {
			*place = i * CP_PIECE_WORDS + offset / CP_WORD;
			return true;
		}
	}
	return false;
}

bool cp_guest_ccw(const struct channel_program *cp, u32 host, u32 *guest)
{
	const struct cp_segment *seg;
	u32 place, nth;

	if (!cp->active || !find_place(cp, host, &place))
		return false;
	seg = segment_at(cp, place);
	nth = place - seg->place;
	if (nth >= seg->n + CP_STOPS)
		return false;
	*guest = (seg->addr + nth * CSS_CCW_SIZE) & ~CSS_ADDR31_INVALID;
	return true;
}

/*
 * The SCSW repeats fields of the ORB, which the guest expects to be its own; with a clear
 * function they are zero.
 */
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
	if (cp->active && !(be16_to_cpu(scsw->ctrl) & CSS_FCTL_CLEAR))
		scsw->flags = cpu_to_be16(flags | guest_flags(cp->ctrl));
}

/* The translated CCW at an absolute address, if it has the suspend flag. */
static struct css_ccw1 *suspended_ccw(const struct channel_program *cp, u32 host,
				      u32 *index, u32 *guest)
{
	struct css_ccw1 *ccw;
	u32 place;

	if (!cp_guest_ccw(cp, host, guest) || !cp_find(cp, *guest, &place, index))
		return NULL;
	ccw = cp_word(cp, place);
	return ccw->flags & CSS_CCW_S ? ccw : NULL;
}

int cp_resume(struct channel_program *cp, u32 host)
{
	const struct css_ccw1 *old;
	struct css_ccw1 now, *ccw;
	u32 index, guest;
	int err;

	/* The CCW address is that of the suspended CCW, or one past it. */
	ccw = suspended_ccw(cp, host - CSS_CCW_SIZE, &index, &guest);
	if (!ccw)
		ccw = suspended_ccw(cp, host, &index, &guest);
	if (!ccw)
		return -EINVAL;
	err = cp_read_ccw(cp, guest, &now);
	if (err)
		return err == -EFAULT ? -EOPNOTSUPP : err;
	old = &cp->ccws[index];
	if (now.cmd != old->cmd || now.count != old->count || now.cda != old->cda ||
	    (now.flags ^ old->flags) & ~CSS_CCW_S)
		return -EOPNOTSUPP;
	ccw->flags = (ccw->flags & ~CSS_CCW_S) | (now.flags & CSS_CCW_S);
	return 0;
}

void cp_free(struct channel_program *cp)
{
	if (!cp->active)
		return;
	cp_pages_unpin(cp);
	cp->active = false;
}

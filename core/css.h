/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formats that the channel subsystem defines, as they lie in storage:
 * big-endian, checked by sparse, sizes and offsets asserted.
 *
 * Sources: z/Architecture Principles of Operation (SA22-7832), "I/O
 * Instructions", "Basic I/O Functions", "I/O Interruptions", "I/O Support
 * Functions".  Bit names follow the field names used there.
 *
 * The prefix css_ lets this header be included beside the kernel's own
 * <asm/cio.h> on s390x.
 */
#ifndef CORE_CSS_H
#define CORE_CSS_H

#include "core/platform.h"

/* ---- Subsystem-identification word ---- */

struct css_schid {
	__be32 word;
};

#define CSS_SCHID_CSSID		0xff000000u
#define CSS_SCHID_M		0x00080000u
#define CSS_SCHID_SSID		0x00060000u
#define CSS_SCHID_ONE		0x00010000u	/* always one */
#define CSS_SCHID_NUMBER	0x0000ffffu

/* ---- Operation-request block, command mode ---- */

struct css_orb {
	__be32 intparm;
	__be32 ctrl;		/* CSS_ORB_* */
	__be32 cpa;		/* channel-program address, bit 0 is zero */
	u8 priority;
	u8 reserved0;
	u8 cu_priority;
	u8 reserved1;
	__be32 reserved2[4];
};

#define CSS_ORB_KEY		0xf0000000u	/* subchannel key */
#define CSS_ORB_S		0x08000000u	/* suspend control */
#define CSS_ORB_C		0x04000000u	/* streaming-mode control */
#define CSS_ORB_M		0x02000000u	/* modification control */
#define CSS_ORB_Y		0x01000000u	/* synchronization control */
#define CSS_ORB_F		0x00800000u	/* format control: format-1 CCWs */
#define CSS_ORB_P		0x00400000u	/* prefetch control */
#define CSS_ORB_I		0x00200000u	/* initial-status-interruption control */
#define CSS_ORB_A		0x00100000u	/* address-limit-checking control */
#define CSS_ORB_U		0x00080000u	/* suppress-suspended-interruption control */
#define CSS_ORB_B		0x00040000u	/* channel-program type: transport mode */
#define CSS_ORB_H		0x00020000u	/* format-2-IDAW control */
#define CSS_ORB_T		0x00010000u	/* 2K-IDAW control */
#define CSS_ORB_LPM		0x0000ff00u	/* logical-path mask */
#define CSS_ORB_LPM_SHIFT	8
#define CSS_ORB_L		0x00000080u	/* incorrect-length-suppression mode */
#define CSS_ORB_D		0x00000040u	/* modified-CCW-indirect-data-addressing control */
#define CSS_ORB_RESERVED	0x0000003eu	/* must be zero */
#define CSS_ORB_X		0x00000001u	/* ORB-extension control */

#define CSS_ADDR31_INVALID	0x80000000u	/* bit 0 of a 31-bit address field */
/* First address that a program cannot have: in a format-0 CCW; in an ORB or format-1 CCW */
#define CSS_ADDR24_END		0x01000000u
#define CSS_ADDR31_END		0x80000000u

/* ---- Channel-command words ---- */

struct css_ccw0 {
	u8 cmd;
	u8 cda[3];
	u8 flags;
	u8 ignored;
	__be16 count;
};

struct css_ccw1 {
	u8 cmd;
	u8 flags;
	__be16 count;
	__be32 cda;
};

#define CSS_CCW_CD		0x80		/* chain data */
#define CSS_CCW_CC		0x40		/* chain command */
#define CSS_CCW_SLI		0x20		/* suppress length indication */
#define CSS_CCW_SKIP		0x10		/* skip */
#define CSS_CCW_PCI		0x08		/* program-controlled interruption */
#define CSS_CCW_IDA		0x04		/* indirect data addressing */
#define CSS_CCW_S		0x02		/* suspend */
#define CSS_CCW_MIDA		0x01		/* modified indirect data addressing */

#define CSS_CMD_WRITE		0x01		/* bits 6-7 of the command code */
#define CSS_CMD_READ		0x02
#define CSS_CMD_CONTROL		0x03
#define CSS_CMD_NOP		0x03		/* the whole code: control no-operation */
#define CSS_CMD_SENSE		0x04		/* bits 4-7 */
#define CSS_CMD_TIC		0x08		/* bits 4-7; the whole code in format 1 */
#define CSS_CMD_READ_BACKWARD	0x0c		/* bits 4-7 */

#define CSS_CCW_SIZE		8u

/* ---- Indirect-data-address words ---- */

struct css_midaw {
	u8 reserved[5];
	u8 flags;		/* CSS_MIDAW_* */
	__be16 count;
	__be64 addr;
};

#define CSS_MIDAW_LAST		0x80
#define CSS_MIDAW_SKIP		0x40
#define CSS_MIDAW_DTI		0x20		/* data-transfer interruption */

#define CSS_IDAW1_BLOCK		2048u		/* bytes per format-1 IDAW */
#define CSS_IDAW2_BLOCK		4096u		/* bytes per format-2 IDAW, 2048 with CSS_ORB_T */

/* ---- Subchannel-status word, command mode ---- */

struct css_scsw {
	__be16 flags;		/* CSS_SCSW_* */
	__be16 ctrl;		/* CSS_FCTL_*, CSS_ACTL_*, CSS_STCTL_* */
	__be32 cpa;
	u8 dstat;		/* CSS_DSTAT_* */
	u8 cstat;		/* CSS_CSTAT_* */
	__be16 count;
};

#define CSS_SCSW_KEY		0xf000u
#define CSS_SCSW_S		0x0800u		/* suspend control */
#define CSS_SCSW_L		0x0400u		/* extended-status-word format: logout stored */
#define CSS_SCSW_CC		0x0300u		/* deferred condition code */
#define CSS_SCSW_CC_SHIFT	8
#define CSS_SCSW_F		0x0080u		/* CCW format */
#define CSS_SCSW_P		0x0040u		/* prefetch */
#define CSS_SCSW_I		0x0020u		/* initial-status interruption */
#define CSS_SCSW_A		0x0010u		/* address-limit checking */
#define CSS_SCSW_U		0x0008u		/* suppress suspended interruption */
#define CSS_SCSW_Z		0x0004u		/* zero condition code */
#define CSS_SCSW_E		0x0002u		/* extended control: ECW stored */
#define CSS_SCSW_N		0x0001u		/* path not operational */
/* What the SCSW repeats from the ORB, with a start function */
#define CSS_SCSW_FROM_ORB	(CSS_SCSW_KEY | CSS_SCSW_S | CSS_SCSW_F | CSS_SCSW_P | \
				 CSS_SCSW_I | CSS_SCSW_A | CSS_SCSW_U)

#define CSS_FCTL		0x7000u		/* function control */
#define CSS_FCTL_START		0x4000u
#define CSS_FCTL_HALT		0x2000u
#define CSS_FCTL_CLEAR		0x1000u
#define CSS_ACTL		0x0fe0u		/* activity control */
#define CSS_ACTL_RESUME_PEND	0x0800u
#define CSS_ACTL_START_PEND	0x0400u
#define CSS_ACTL_HALT_PEND	0x0200u
#define CSS_ACTL_CLEAR_PEND	0x0100u
#define CSS_ACTL_SCHACT		0x0080u		/* subchannel active */
#define CSS_ACTL_DEVACT		0x0040u		/* device active */
#define CSS_ACTL_SUSPENDED	0x0020u
#define CSS_STCTL		0x001fu		/* status control */
#define CSS_STCTL_ALERT		0x0010u
#define CSS_STCTL_INTERMEDIATE	0x0008u
#define CSS_STCTL_PRIMARY	0x0004u
#define CSS_STCTL_SECONDARY	0x0002u
#define CSS_STCTL_PENDING	0x0001u

#define CSS_DSTAT_ATTENTION	0x80
#define CSS_DSTAT_SM		0x40		/* status modifier */
#define CSS_DSTAT_CUE		0x20		/* control-unit end */
#define CSS_DSTAT_BUSY		0x10
#define CSS_DSTAT_CE		0x08		/* channel end */
#define CSS_DSTAT_DE		0x04		/* device end */
#define CSS_DSTAT_UC		0x02		/* unit check */
#define CSS_DSTAT_UX		0x01		/* unit exception */

#define CSS_CSTAT_PCI		0x80
#define CSS_CSTAT_IL		0x40		/* incorrect length */
#define CSS_CSTAT_PROGRAM	0x20
#define CSS_CSTAT_PROTECTION	0x10
#define CSS_CSTAT_DATA		0x08		/* channel-data check */
#define CSS_CSTAT_CONTROL	0x04		/* channel-control check */
#define CSS_CSTAT_INTERFACE	0x02		/* interface-control check */
#define CSS_CSTAT_CHAINING	0x01

/* ---- Interruption-response block ---- */

struct css_esw {
	__be32 logout;		/* format 0: subchannel logout; bits 8-15 the LPUM */
	__be32 erw;		/* CSS_ERW_* */
	__be32 fsa[2];		/* failing-storage address */
	__be32 secondary_cpa;
};

#define CSS_ESW_LPUM		0x00ff0000u	/* last-path-used mask, in logout */
#define CSS_ESW_LPUM_SHIFT	16
/* The rest of the logout: which fields are valid, and what they say */
#define CSS_ESW_VALID_LPUM	0x00004000u
#define CSS_ESW_VALID_TERM	0x00002000u	/* termination code */
#define CSS_ESW_VALID_SEQ	0x00001000u	/* sequence code */
#define CSS_ESW_VALID_DSTAT	0x00000800u	/* device status, in the SCSW */
#define CSS_ESW_VALID_CPA	0x00000400u	/* CCW address, in the SCSW */
#define CSS_ESW_SA_READ		0x00000100u	/* storage access: fetching */
#define CSS_ESW_SA_WRITE	0x00000200u	/* storing */
#define CSS_ESW_SA_BACKWARD	0x00000300u	/* storing for Read Backward */
#define CSS_ESW_SEQ		0x00000007u	/* sequence code: one of these */
#define CSS_ESW_SEQ_ACCEPTED	0x00000002u	/* command accepted, no byte transferred */
#define CSS_ESW_SEQ_DATA	0x00000003u	/* at least one byte transferred */
#define CSS_ESW_SEQ_NOT_SENT	0x00000004u	/* command not sent, or not accepted */

#define CSS_ERW_AUTH		0x10000000u	/* authorization check */
#define CSS_ERW_PVRF		0x08000000u	/* path-verification required */
#define CSS_ERW_CPT		0x04000000u	/* channel-path timeout */
#define CSS_ERW_FSAVF		0x02000000u	/* failing-storage address valid */
#define CSS_ERW_CONS		0x01000000u	/* concurrent sense */
#define CSS_ERW_SCAVF		0x00800000u	/* secondary CCW address valid */
#define CSS_ERW_FSAF		0x00400000u	/* failing-storage-address format */
#define CSS_ERW_SCNT		0x003f0000u	/* concurrent-sense count */
#define CSS_ERW_SCNT_SHIFT	16

#define CSS_SENSE_SIZE		32u

struct css_irb {
	struct css_scsw scsw;
	struct css_esw esw;
	u8 ecw[CSS_SENSE_SIZE];
	u8 emw[32];
};

/* ---- Subchannel-information block ---- */

struct css_pmcw {
	__be32 intparm;
	__be16 flags;		/* CSS_PMCW_* */
	__be16 devno;
	u8 lpm;			/* logical-path mask */
	u8 pnom;		/* path-not-operational mask */
	u8 lpum;		/* last-path-used mask */
	u8 pim;			/* path-installed mask */
	__be16 mbi;
	u8 pom;			/* path-operational mask */
	u8 pam;			/* path-available mask */
	u8 chpid[8];
	__be32 ctrl;		/* CSS_PMCW2_* */
};

#define CSS_PMCW_ISC		0x3800u		/* interruption subclass */
#define CSS_PMCW_ISC_SHIFT	11
#define CSS_PMCW_ENABLED	0x0080u
#define CSS_PMCW_LM		0x0060u		/* limit mode */
#define CSS_PMCW_MM		0x0018u		/* measurement mode */
#define CSS_PMCW_MP		0x0004u		/* multipath mode */
#define CSS_PMCW_TF		0x0002u		/* timing facility */
#define CSS_PMCW_DNV		0x0001u		/* device number valid */

#define CSS_PMCW2_ST		0x00e00000u	/* subchannel type */
#define CSS_PMCW2_CSENSE	0x00000001u	/* concurrent-sense control */

struct css_schib {
	struct css_pmcw pmcw;
	struct css_scsw scsw;
	u8 mba[8];		/* measurement-block address, or model-dependent */
	u8 mda[4];		/* model-dependent area */
};

/* ---- Channel-report word ---- */

struct css_crw {
	__be16 flags;		/* CSS_CRW_* */
	__be16 rsid;		/* reporting-source id */
};

#define CSS_CRW_S		0x4000u		/* solicited */
#define CSS_CRW_R		0x2000u		/* overflow: reports were lost */
#define CSS_CRW_C		0x1000u		/* chained with the next */
#define CSS_CRW_RSC		0x0f00u		/* reporting-source code */
#define CSS_CRW_RSC_SUBCHANNEL	0x0300u
#define CSS_CRW_RSC_PATH	0x0400u
#define CSS_CRW_A		0x0080u		/* ancillary report */
#define CSS_CRW_ERC		0x003fu		/* error-recovery code */
#define CSS_CRW_ERC_AVAILABLE	0x0001u
#define CSS_CRW_ERC_INIT	0x0002u		/* initialized */
#define CSS_CRW_ERC_TERMINAL	0x0005u		/* error, terminal */
#define CSS_CRW_ERC_PERM_NINIT	0x0006u		/* permanent error, facility not initialized */
#define CSS_CRW_ERC_PERM_INIT	0x0007u		/* permanent error, facility initialized */

static_assert(sizeof(struct css_schid) == 4, "subchannel id");
static_assert(sizeof(struct css_orb) == 32, "ORB");
static_assert(offsetof(struct css_orb, ctrl) == 4, "ORB word 1");
static_assert(offsetof(struct css_orb, cpa) == 8, "ORB word 2");
static_assert(offsetof(struct css_orb, priority) == 12, "ORB extension");
static_assert(sizeof(struct css_ccw0) == CSS_CCW_SIZE, "CCW format 0");
static_assert(offsetof(struct css_ccw0, flags) == 4, "CCW format 0 flags");
static_assert(offsetof(struct css_ccw0, count) == 6, "CCW format 0 count");
static_assert(sizeof(struct css_ccw1) == CSS_CCW_SIZE, "CCW format 1");
static_assert(offsetof(struct css_ccw1, count) == 2, "CCW format 1 count");
static_assert(offsetof(struct css_ccw1, cda) == 4, "CCW format 1 data address");
static_assert(sizeof(struct css_midaw) == 16, "MIDAW");
static_assert(offsetof(struct css_midaw, flags) == 5, "MIDAW flags");
static_assert(offsetof(struct css_midaw, addr) == 8, "MIDAW address");
static_assert(sizeof(struct css_scsw) == 12, "SCSW");
static_assert(offsetof(struct css_scsw, cpa) == 4, "SCSW CCW address");
static_assert(offsetof(struct css_scsw, dstat) == 8, "SCSW device status");
static_assert(offsetof(struct css_scsw, count) == 10, "SCSW count");
static_assert(sizeof(struct css_esw) == 20, "ESW");
static_assert(offsetof(struct css_esw, erw) == 4, "ERW");
static_assert(sizeof(struct css_irb) == 96, "IRB");
static_assert(offsetof(struct css_irb, esw) == 12, "IRB ESW");
static_assert(offsetof(struct css_irb, ecw) == 32, "IRB ECW");
static_assert(sizeof(struct css_pmcw) == 28, "PMCW");
static_assert(offsetof(struct css_pmcw, lpm) == 8, "PMCW path masks");
static_assert(offsetof(struct css_pmcw, chpid) == 16, "PMCW CHPIDs");
static_assert(sizeof(struct css_schib) == 52, "SCHIB");
static_assert(offsetof(struct css_schib, scsw) == 28, "SCHIB SCSW");
static_assert(sizeof(struct css_crw) == 4, "CRW");

#endif

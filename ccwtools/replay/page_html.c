// SPDX-License-Identifier: GPL-2.0-only
/* The assembler can include a file as it is, which C compilers cannot do yet. */
#include "ccwtools/replay/page_html.h"

asm(".pushsection .rodata\n"
	".balign 8\n"
	".globl page_html\n"
	"page_html:\n"
	".incbin \"ccwtools/replay/page.html\"\n"
	".byte 0\n"
	".size page_html, . - page_html\n"
	".popsection\n");

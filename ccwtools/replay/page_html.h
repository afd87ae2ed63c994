/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPLAY_PAGE_HTML_H
#define REPLAY_PAGE_HTML_H

/** page_html - the text of page.html, in which the data are still to be put */
extern const char page_html[];

#endif

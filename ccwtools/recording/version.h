/* SPDX-License-Identifier: GPL-2.0-only */
/* What --version prints. */
#ifndef RECORDING_VERSION_H
#define RECORDING_VERSION_H

/* From tools/version, when the tool is built: build/version.c. */
extern const char ccwtools_version[];

/**
 * version_print() - the version of a tool, the formats that it knows, and its licence
 * @tool: its name
 */
void version_print(const char *tool);

#endif

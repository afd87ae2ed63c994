// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "ccwtools/recording/recording.h"
#include "ccwtools/recording/version.h"

void version_print(const char *tool)
{
	printf("%s (vfio-ccw) %s\n"
	       "Format of recordings: %s, version %d\n"
	       "License GPL-2.0-only: GNU GPL version 2 <https://www.gnu.org/licenses/gpl-2.0.html>\n"
	       "This is free software: you are free to change and redistribute it.\n"
	       "There is NO WARRANTY, to the extent permitted by law.\n",
	       tool, ccwtools_version, RECORDING_FORMAT, RECORDING_VERSION);
}

# SPDX-License-Identifier: GPL-2.0-only
#
# ccwreplay and ccwrecord as kernels for tests run them: without sanitizers, whose
# shadow they have no room for.  Part of the Makefile.

$(eval $(call program,bench,ccwreplay,simtests/replay/ccwreplay.c,$(tool_libs)))

check check-uml coverage: build/bench/ccwreplay

# On s390x, in a file system that has no libraries.
$(eval $(call program,s390x,ccwreplay-static,simtests/replay/ccwreplay.c,-static $(tool_libs)))
$(eval $(call program,s390x,ccwrecord-static,simtests/record/ccwrecord.c,-static $(tool_libs)))

check-s390x: build/s390x/ccwreplay-static build/s390x/ccwrecord-static

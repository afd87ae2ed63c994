# SPDX-License-Identifier: GPL-2.0-only
#
# Every fault at every point of a recording.  Part of the Makefile.

# Of `make check`: one recording as a whole.
jobs_sweep = exit sweep-dasd-online build/native/ccwreplay --sweep \
	simtests/recordings/dasd-online.jsonl.xz$(newline)

sweep: build/native/ccwreplay ## every fault at every point of every recording: some ten minutes
	$(Q)$< --sweep $(recordings)

.PHONY: sweep

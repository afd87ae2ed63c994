# SPDX-License-Identifier: GPL-2.0-only
#
# Every fault at every point of a recording.  Part of the Makefile.

# Of `make check`: one recording as a whole.
jobs_sweep = exit sweep-dasd-online build/native/ccwreplay --sweep \
	simtests/recordings/dasd-online.jsonl.xz$(newline)

# Without sanitizers, which make a copy of the machine four times as slow.
sweep: build/bench/ccwreplay ## every fault at every point of every recording: a quarter of a million runs
	$(Q)$< --sweep $(recordings)

.PHONY: sweep

# SPDX-License-Identifier: GPL-2.0-only
#
# Which of simtests/test_*.c run in userspace only, since they are about what only
# userspace has: recordings, how a replay is compared with them, how they are made
# and made smaller, the sweep and its check of media, image files, and a program of the guests.
# All others run in userspace and in a kernel.

libc_suites := test_recording test_compare test_minimise test_volume test_load test_stream \
	test_sweep test_medium test_output_file

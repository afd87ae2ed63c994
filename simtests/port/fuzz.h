/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions that libFuzzer, or simtests/corpus_main.c in its place, calls. */
#ifndef SIMTESTS_FUZZ_H
#define SIMTESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

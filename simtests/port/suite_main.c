// SPDX-License-Identifier: GPL-2.0-only
/* The main function of a suite in userspace: which of its cases run. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "simtests/suite.h"
#include "simtests/port/platform.h"

#define USAGE	2	/* exit code of an argument that means nothing */

static void help(const char *program)
{
	printf("usage: %s [PATTERN ...]\n"
	       "       %s --list | --help\n\n"
	       "Runs the cases whose names match a pattern of the shell's kind, or all.\n"
	       "  --list   print each case as SUITE.CASE\n\n"
	       "CMOCKA_MESSAGE_OUTPUT=TAP chooses the form of the output.\n"
	       "Exit code: 0, how many cases failed, or %d for an argument without a meaning.\n",
	       program, program, USAGE);
}

static void list(const char *suite, const struct CMUnitTest *cases, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		printf("%s.%s\n", suite, cases[i].name);
}

/* Leaks of a failed case must not fail the next one. */
static int set_up(void **state)
{
	const struct CMUnitTest *row = *state;

	platform_forget();
	*state = row->initial_state;
	return row->setup_func ? row->setup_func(state) : 0;
}

static void choose(struct CMUnitTest *chosen, size_t *n_chosen, const struct CMUnitTest *row)
{
	struct CMUnitTest *c = &chosen[(*n_chosen)++];

	*c = *row;
	c->setup_func = set_up;
	c->initial_state = (void *)row;
}

static bool is_chosen(const struct CMUnitTest *chosen, size_t n, const struct CMUnitTest *row)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (chosen[i].initial_state == row)
			return true;
	return false;
}

/* Return: success; otherwise no name matches, and that was said. */
static bool choose_matching(struct CMUnitTest *chosen, size_t *n_chosen, const char *pattern,
			    const struct CMUnitTest *cases, size_t n)
{
	bool matched = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (fnmatch(pattern, cases[i].name, 0))
			continue;
		matched = true;
		if (!is_chosen(chosen, *n_chosen, &cases[i]))
			choose(chosen, n_chosen, &cases[i]);
	}
	if (!matched)
		fprintf(stderr, "%s: no case has this name; --list prints them\n", pattern);
	return matched;
}

static void choose_all(struct CMUnitTest *chosen, size_t *n_chosen,
		       const struct CMUnitTest *cases, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		choose(chosen, n_chosen, &cases[i]);
}

int suite_main(int argc, char **argv, const char *suite, const struct CMUnitTest *cases, size_t n)
{
	struct CMUnitTest *chosen;
	size_t n_chosen = 0;
	bool good = true;
	int i, failed;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		help(argv[0]);
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "--list")) {
		list(suite, cases, n);
		return 0;
	}
	chosen = calloc(n, sizeof(*chosen));
	if (!chosen)
		return USAGE;
	if (argc < 2)
		choose_all(chosen, &n_chosen, cases, n);
	for (i = 1; i < argc; i++)
		good = choose_matching(chosen, &n_chosen, argv[i], cases, n) && good;
	failed = good ? _cmocka_run_group_tests(suite, chosen, n_chosen, NULL, NULL) : USAGE;
	free(chosen);
	return failed;
}

// SPDX-License-Identifier: GPL-2.0-only
/* The port of the tests in the kernel. */
#include <kunit/test.h>
#include <kunit/test-bug.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "kunit/port/kernel_platform.h"
#include "simtests/port/port.h"

static char *settings = "";
module_param(settings, charp, 0444);
MODULE_PARM_DESC(settings, "NAME=NUMBER,... as the suites name them");

/* Buffer of a line that is printed in pieces; a longer line is split. */
#define LINE	240u

static char line[LINE];
static size_t used;

void *port_zalloc(size_t size)
{
	return kernel_platform_zalloc(size);
}

void *port_zalloc_page(size_t size)
{
	return vzalloc(size);
}

void port_free(void *mem)
{
	kernel_platform_free(mem);
}

/* KUnit prefixes each message, so print a whole line. */
static void port_print_line(void)
{
	struct kunit *test = kunit_get_current_test();
	const char *text = str_has_prefix(line, "# ") ? line + 2 : line;

	if (test)
		kunit_info(test, "%s", text);
	else
		pr_info("%s\n", text);
	used = 0;
}

void port_print(const char *format, ...)
{
	va_list args;
	char *end;

	va_start(args, format);
	used += vscnprintf(line + used, LINE - used, format, args);
	va_end(args);
	end = strchr(line, '\n');
	if (end)
		*end = '\0';
	if (end || used == LINE - 1)
		port_print_line();
}

u32 port_setting(const char *name, u32 otherwise)
{
	const size_t len = strlen(name);
	const char *at = settings;
	u32 value;

	while (at && *at) {
		if (!strncmp(at, name, len) && sscanf(at + len, "=%i", &value) == 1)
			return value;
		at = strchr(at, ',');
		at = at ? at + 1 : NULL;
	}
	return otherwise;
}

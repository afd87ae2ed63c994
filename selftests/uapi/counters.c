// SPDX-License-Identifier: GPL-2.0-only
/* What is known of a device afterwards, though it was not traced: its counters, the last events. */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define DEBUGFS		"/sys/kernel/debug"
#define MAX_COUNTERS	64

/** struct counter - a line of the file */
struct counter {
	char name[40];
	unsigned long long value;
};

static FILE *open_file(const char *path)
{
	/* This fails if it is mounted already. */
	mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	return fopen(path, "r");
}

static int read_counters(struct counter *list)
{
	char path[128];
	FILE *f;
	int n = 0;

	snprintf(path, sizeof(path), DEBUGFS "/vfio_ccw/0.0.%04x/counters", FIXTURE_NUMBER);
	f = open_file(path);
	while (f && n < MAX_COUNTERS &&
	       fscanf(f, "%39s %llu\n", list[n].name, &list[n].value) == 2)
		n++;
	if (f)
		fclose(f);
	return n;
}

static unsigned long long value_of(const struct counter *list, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(list[i].name, name))
			return list[i].value;
	return 0;
}

/*
 * Since the last call, only the counters that are named have changed, by what is said:
 * "NAME DIFFERENCE, NAME DIFFERENCE".  The longest program may have become longer.
 */
static bool counted(const char *expected)
{
	static struct counter before[MAX_COUNTERS];
	static int n_before;
	struct counter now[MAX_COUNTERS];
	int n = read_counters(now);
	char said[512] = "";
	size_t len = 0;
	bool same;

	for (int i = 0; i < n; i++) {
		unsigned long long more = now[i].value -
			(n_before ? value_of(before, n_before, now[i].name) : now[i].value);

		if (more && strcmp(now[i].name, "longest_program_ns"))
			len += snprintf(said + len, sizeof(said) - len, "%s%s %llu",
					len ? ", " : "", now[i].name, more);
	}
	same = n && !strcmp(said, expected);
	if (!same)
		printf("# counted: %s\n", said);
	memcpy(before, now, sizeof(now));
	n_before = n;
	return same;
}

TEST_F(ccw, programs)
{
	struct status status;

	counted("");
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_TRUE(counted("starts_cc0 1, interrupts_final 1, pages_pinned 1, "
			    "pages_pinned_by_one_program 1"));
	put_ccw(&self->guest, PROGRAM, ECHO_WRITE, CCW_SLI, 2 * PAGE, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_TRUE(counted("starts_cc0 1, interrupts_final 1, pages_pinned 2, "
			    "pages_pinned_by_one_program 1"));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_TRUE(counted("starts_cc0 1, interrupts_final 1, pages_pinned 1"));
	/* No path of the mask is there. */
	EXPECT_EQ(-EACCES, user_request(&self->user, PROGRAM, ORB_USUAL, 0x01, FCTL_START));
	EXPECT_TRUE(counted("starts_cc3 1, refused_EACCES 1, pages_pinned 1"));
	/* A chain that is too long. */
	for (__u32 i = 0; i < 300; i++)
		put_ccw(&self->guest, PROGRAM + 8 * i, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	EXPECT_EQ(-EINVAL, user_start(&self->user, PROGRAM));
	EXPECT_TRUE(counted("refused_EINVAL 1"));
	EXPECT_EQ(-EOPNOTSUPP, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, FCTL_HALT));
	EXPECT_TRUE(counted("refused_EOPNOTSUPP 1"));
}

TEST_F(ccw, status_before_the_end)
{
	struct status status;

	counted("");
	/* It goes on for as long as the first interruption takes. */
	put_loop(&self->guest);
	put_ccw(&self->guest, PROGRAM + 64, CMD_NOP, CCW_SLI | CCW_CC, 1, DATA);
	put_ccw(&self->guest, PROGRAM + 72, CMD_NOP, CCW_SLI | CCW_CC | CCW_PCI, 1, DATA);
	put_ccw(&self->guest, PROGRAM + 80, CMD_TIC, 0, 0, PROGRAM);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM + 64));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(counted("starts_cc0 1, interrupts_intermediate 1"));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(counted("interrupts_final 1, clears 1"));
}

TEST_F(ccw, functions_and_the_rest)
{
	struct status status;

	counted("");
	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_HSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(counted("starts_cc0 1, interrupts_final 1, halts 1"));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(counted("interrupts_other 1, clears 1"));
	EXPECT_EQ(-EINVAL, user_async(&self->user, 3));
	EXPECT_TRUE(counted("functions_refused 1"));
	ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
	EXPECT_TRUE(counted("resets 1"));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, false));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, true));
	EXPECT_TRUE(counted("reports 2"));
	user_close(&self->user);
	EXPECT_TRUE(counted(""));
	ASSERT_EQ(0, user_open(&self->user, variant->interface, &self->dev));
	EXPECT_TRUE(counted("opens 1"));
}

/* The program that the user waited for is in it, whatever came before. */
TEST_F(ccw, longest)
{
	struct counter list[MAX_COUNTERS];
	struct status status;
	unsigned long long ns;

	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	usleep(50000);
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	ns = value_of(list, read_counters(list), "longest_program_ns");
	EXPECT_LE(50000000, ns);
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(ns, value_of(list, read_counters(list), "longest_program_ns"));
}

/* Is a line for the subchannel among the last events?  @what: a pattern for its end. */
static bool kept(const char *what)
{
	static const char *const files[] = {
		DEBUGFS "/vfio_ccw/events", DEBUGFS "/s390dbf/vfio_ccw_msg/sprintf",
	};
	char pattern[256], line[512];
	FILE *f = open_file(files[0]);
	bool found = false;

	if (!f)
		f = open_file(files[1]);
	snprintf(pattern, sizeof(pattern), "* 0.0.%04x: %s\n", FIXTURE_NUMBER, what);
	while (f && !found && fgets(line, sizeof(line), f))
		found = !fnmatch(pattern, line, 0);
	if (f)
		fclose(f);
	return found;
}

TEST_F(ccw, last_events)
{
	struct status status;

	EXPECT_TRUE(kept("opened, result 0"));
	EXPECT_EQ(-EACCES, user_request(&self->user, PROGRAM, ORB_USUAL, 0x01, FCTL_START));
	EXPECT_TRUE(kept("start, cc 3, ORB word 1 ????01??, CCW at ????????"));
	EXPECT_TRUE(kept("request refused, result -13"));
	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_HSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(kept("halt or clear, result 0, command 1"));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(kept("status, cc 0, control and status 1001????, CCW at ????????"));
	ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
	EXPECT_TRUE(kept("reset, result 0"));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, false));
	EXPECT_TRUE(kept("channel report, result 0, CRW 04060041"));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, true));
	/* They are kept when the device is not there any more. */
	user_close(&self->user);
	EXPECT_EQ(0, css_device_remove(&self->dev));
	EXPECT_TRUE(kept("closed"));
	EXPECT_TRUE(kept("request refused, result -13"));
	ASSERT_EQ(0, css_device_add(&self->dev, &(struct css_device_config){
		.number = FIXTURE_NUMBER, .type = FIXTURE_TYPE, .image = FIXTURE_IMAGE }));
}

/* A program that ends as it should is in the trace, which s390x keeps apart. */
TEST_F(ccw, last_programs)
{
	FILE *f = open_file(DEBUGFS "/s390dbf/vfio_ccw_trace/hex_ascii");
	char line[512];
	int ends = 0;

	ASSERT_WORKS(&self->user, &self->guest);
	if (!f) {
		EXPECT_TRUE(kept("start, cc 0, ORB word 1 ????ff??, CCW at ????????"));
		EXPECT_TRUE(kept("end, cc 0, control and status 40070c00, CCW at ????????"));
		return;
	}
	fclose(f);
	f = open_file(DEBUGFS "/s390dbf/vfio_ccw_trace/hex_ascii");
	while (fgets(line, sizeof(line), f))
		ends += strstr(line, "| end ") != NULL;
	fclose(f);
	EXPECT_LT(0, ends);
}

TEST_HARNESS_MAIN

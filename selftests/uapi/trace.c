// SPDX-License-Identifier: GPL-2.0-only
/* The tracepoints: each shows an event and its subchannel. */
#include <fnmatch.h>
#include <stdio.h>
#include <sys/mount.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define TRACING		"/sys/kernel/tracing"
#define EVENTS		TRACING "/events/vfio_ccw"

/* Enables only this event, so that no other one can match instead. */
static int begin(const char *event)
{
	char path[128];
	int err, fd;

	mount("tracefs", TRACING, "tracefs", 0, NULL);
	err = sysfs_write(EVENTS "/enable", "0");
	if (err)
		return err;
	fd = open(TRACING "/trace", O_WRONLY | O_TRUNC);
	if (fd < 0)
		return -errno;
	close(fd);
	snprintf(path, sizeof(path), EVENTS "/vfio_ccw_%s/enable", event);
	return sysfs_write(path, "1");
}

/* Was it traced?  @what: a pattern for the text after the subchannel. */
static bool traced(const char *event, const char *what)
{
	char pattern[256], line[512];
	FILE *trace = fopen(TRACING "/trace", "r");
	bool found = false;

	if (!trace)
		return false;
	snprintf(pattern, sizeof(pattern), "* vfio_ccw_%s: subchannel=0.0.%04x %s\n", event,
		 FIXTURE_NUMBER, what);
	while (!found && fgets(line, sizeof(line), trace))
		found = !fnmatch(pattern, line, 0);
	fclose(trace);
	return found;
}

static void show_trace(void)
{
	char line[512];
	FILE *trace = fopen(TRACING "/trace", "r");

	while (trace && fgets(line, sizeof(line), trace))
		if (line[0] != '#')
			printf("# traced: %s", line);
	if (trace)
		fclose(trace);
}

#define EXPECT_TRACED(event, what) EXPECT_TRUE(traced(event, what)) { show_trace(); }

TEST_F(ccw, request)
{
	ASSERT_EQ(0, begin("request"));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_TRACED("request", "result=0");
	EXPECT_EQ(-EOPNOTSUPP, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, FCTL_HALT));
	EXPECT_TRACED("request", "result=-95");
}

TEST_F(ccw, translated)
{
	struct status status;
	__u32 idal;

	ASSERT_EQ(0, begin("translated"));
	idal = put_idaw64(&self->guest, IDAL, DATA + PAGE - 4);
	put_idaw64(&self->guest, idal, OTHER);
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(&self->guest, PROGRAM + 8, ECHO_WRITE, CCW_SLI | CCW_IDA, 8, IDAL);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_TRACED("translated", "ccws=2 idaws=2 pages=2 result=0");
	/* A chain that is too long. */
	for (__u32 i = 0; i < 300; i++)
		put_ccw(&self->guest, PROGRAM + 8 * i, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	EXPECT_EQ(-EINVAL, user_start(&self->user, PROGRAM));
	EXPECT_TRACED("translated", "ccws=* idaws=0 pages=0 result=-22");
}

TEST_F(ccw, start)
{
	ASSERT_EQ(0, begin("start"));
	put_loop(&self->guest);
	/* The address is the host's. */
	EXPECT_EQ(0, user_start(&self->user, PROGRAM));
	EXPECT_TRACED("start", "orb1=????ff?? cpa=???????? cc=0");
	EXPECT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
	EXPECT_EQ(-EACCES, user_request(&self->user, PROGRAM, ORB_USUAL, 0x01, FCTL_START));
	EXPECT_TRACED("start", "orb1=????01?? cpa=???????? cc=3");
}

TEST_F(ccw, interrupt)
{
	ASSERT_EQ(0, begin("interrupt"));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_TRACED("interrupt", "ctrl=4007 cpa=???????? dstat=0c cstat=00 count=0");
}

TEST_F(ccw, state)
{
	ASSERT_EQ(0, begin("state"));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_TRACED("state", "from=IDLE to=CP_PROCESSING");
	EXPECT_TRACED("state", "from=CP_PROCESSING to=CP_PENDING");
	EXPECT_TRACED("state", "from=CP_PENDING to=IDLE");
	user_close_device(&self->user);
	EXPECT_TRACED("state", "from=IDLE to=STANDBY");
}

TEST_F(ccw, async)
{
	ASSERT_EQ(0, begin("async"));
	EXPECT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	EXPECT_TRACED("async", "command=2 result=0");
	EXPECT_EQ(-EINVAL, user_async(&self->user, 3));
	EXPECT_TRACED("async", "command=3 result=-22");
}

/* A channel path is varied: it has an event of its own, besides that of channel reports. */
TEST_F(ccw, path)
{
	ASSERT_EQ(0, begin("path"));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, false));
	EXPECT_TRACED("path", "chpid=0.41 code=gone");
	EXPECT_FALSE(traced("path", "chpid=0.41 code=initialized"));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, true));
	EXPECT_TRACED("path", "chpid=0.41 code=initialized");
}

TEST_F(ccw, report)
{
	ASSERT_EQ(0, begin("report"));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, false));
	EXPECT_TRACED("report", "crw=0406 rsid=0041");
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, true));
	EXPECT_TRACED("report", "crw=0402 rsid=0041");
}

/* Filters, as trace-cmd and perf set them, can use the fields. */
TEST_F(ccw, filter)
{
	ASSERT_EQ(0, begin("request"));
	ASSERT_EQ(0, sysfs_write(EVENTS "/vfio_ccw_request/filter", "result < 0"));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(-EOPNOTSUPP, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, FCTL_HALT));
	EXPECT_TRACED("request", "result=-95");
	EXPECT_FALSE(traced("request", "result=0"));
	EXPECT_EQ(0, sysfs_write(EVENTS "/vfio_ccw_request/filter", "0"));
}

TEST_HARNESS_MAIN

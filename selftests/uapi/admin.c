// SPDX-License-Identifier: GPL-2.0-only
/* Operations of an administrator while the device is in use. */
#include <sys/syscall.h>
#include <time.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define PATIENCE_MS	5000

/* Channel-report words: source, error-recovery code. */
#define CRW_RSC		0x0f00
#define CRW_PATH	0x0400
#define CRW_ERC		0x003f

struct crw {
	__u16 flags;
	__u16 rsid;
};

static int read_crw(const struct user *user, struct crw *crw)
{
	struct ccw_crw_region region = {};
	ssize_t ret = user_read(user, REGION_CRW, 0, &region, sizeof(region));

	memcpy(crw, &region.crw, sizeof(*crw));
	return ret == sizeof(region) ? 0 : ret;
}

static __u8 path_mask(const struct user *user, size_t at)
{
	struct ccw_schib_region schib = {};

	user_read(user, REGION_SCHIB, 0, &schib, sizeof(schib));
	return schib.schib_area[at];
}

#define PAM	15

TEST_F(ccw, vary)
{
	struct crw crw;

	for (int i = 0; i < 4; i++) {
		bool on = i % 2;

		ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, on));
		ASSERT_EQ(1, event_wait(self->user.event[IRQ_CRW], PATIENCE_MS));
		ASSERT_EQ(0, read_crw(&self->user, &crw));
		EXPECT_EQ(CRW_PATH, crw.flags & CRW_RSC);
		EXPECT_NE(0, crw.flags & CRW_ERC);
		EXPECT_EQ(CSS_CHPID_1, crw.rsid);
		EXPECT_EQ(on ? 0xc0 : 0x80, path_mask(&self->user, PAM));
		/* There is no other report, and the same one is not read twice. */
		ASSERT_EQ(0, read_crw(&self->user, &crw));
		EXPECT_EQ(0, crw.flags);
		EXPECT_EQ(0, crw.rsid);
		EXPECT_EQ(0, event_wait(self->user.event[IRQ_CRW], 10));
		ASSERT_WORKS(&self->user, &self->guest);
	}
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_REQ], 0));
}

/* Reports wait, in order, and each that is read tells whether there is one more. */
TEST_F(ccw, reports_wait)
{
	const unsigned int chpid[] = { CSS_CHPID_1, CSS_CHPID_1, CSS_CHPID_0 };
	const bool on[] = { false, true, false };
	struct crw crw;

	for (int i = 0; i < 3; i++)
		ASSERT_EQ(0, chpid_vary(chpid[i], on[i]));
	ASSERT_EQ(3, event_wait(self->user.event[IRQ_CRW], PATIENCE_MS));
	for (int i = 0; i < 3; i++) {
		ASSERT_EQ(0, read_crw(&self->user, &crw));
		EXPECT_EQ(chpid[i], crw.rsid);
		EXPECT_EQ(i < 2, event_wait(self->user.event[IRQ_CRW], 0));
	}
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_0, true));
}

/* More reports than the queue holds: the last one that is not lost indicates overflow. */
TEST_F(ccw, reports_overflow)
{
	bool lost = false;
	struct crw crw;
	int n = 0;

	for (int i = 0; i < 40; i++)
		ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, i % 2));
	do {
		ASSERT_EQ(0, read_crw(&self->user, &crw));
		lost |= crw.flags & 0x2000;
		n++;
	} while (crw.flags && n < 100);
	EXPECT_TRUE(lost);
	EXPECT_GT(42, n);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, paths)
{
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, false));
	EXPECT_EQ(-EACCES, user_request(&self->user, PROGRAM, ORB_USUAL, 0x40, FCTL_START));
	ASSERT_WORKS(&self->user, &self->guest);
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_0, false));
	EXPECT_EQ(-ENODEV, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, FCTL_START));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_0, true));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, true));
	ASSERT_WORKS(&self->user, &self->guest);
}

/* The path that a program uses is varied off. */
TEST_F(ccw, vary_under_a_program)
{
	struct status status;

	put_loop(&self->guest);
	ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_USUAL, 0x80, FCTL_START));
	while (!(user_scsw_ctrl(&self->user) & 0x00c0))
		;
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_0, false));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(status.ctrl & STCTL_PENDING);
	EXPECT_NE(0, status.cstat);
	ASSERT_EQ(0, user_wait_idle(&self->user));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_0, true));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, unload_refused)
{
	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	EXPECT_EQ(-1, syscall(SYS_delete_module, "vfio_ccw", O_NONBLOCK));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(-1, syscall(SYS_delete_module, "css_sim", O_NONBLOCK));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
	/* Nor while the device is configured but not open. */
	user_close_device(&self->user);
	EXPECT_EQ(-1, syscall(SYS_delete_module, "vfio_ccw", O_NONBLOCK));
	EXPECT_EQ(-1, syscall(SYS_delete_module, "css_sim", O_NONBLOCK));
}

/* Calls @what in another process, since it waits for the user.  Return: its pid. */
static pid_t begin(int (*what)(const struct css_device *dev), const struct css_device *dev)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	/* Files of the parent must not stay open here. */
	for (int fd = 3; fd < 100; fd++)
		close(fd);
	_exit(what(dev) ? 1 : 0);
}

static int end(pid_t pid)
{
	int status;

	for (int i = 0; i < PATIENCE_MS; i++) {
		pid_t which = waitpid(pid, &status, WNOHANG);

		if (which == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
		usleep(1000);
	}
	return 256;
}

/* The user is asked to close the device, with a program that never ends, and does so. */
#define CHECK_REMOVAL(what) do { \
	pid_t pid; \
	put_loop(&self->guest); \
	ASSERT_EQ(0, user_start(&self->user, PROGRAM)); \
	pid = begin(what, &self->dev); \
	ASSERT_LT(0, pid); \
	ASSERT_LT(0, event_wait(self->user.event[IRQ_REQ], PATIENCE_MS)); \
	EXPECT_EQ(0, waitpid(pid, NULL, WNOHANG)); \
	user_close(&self->user); \
	EXPECT_EQ(0, end(pid)); \
	EXPECT_NE(0, user_open(&self->user, variant->interface, &self->dev)); \
} while (0)

TEST_F(ccw, remove_mdev_in_use)
{
	CHECK_REMOVAL(css_device_remove_mdev);
}

TEST_F(ccw, unbind_in_use)
{
	CHECK_REMOVAL(css_device_unbind);
}

TEST_F(ccw, remove_device_in_use)
{
	CHECK_REMOVAL(css_device_remove);
}

/* Until it is closed, a device that is gone returns errors that say so. */
TEST_F(ccw, gone)
{
	__u8 schib[sizeof(struct ccw_schib_region)];
	struct status status;
	pid_t pid;

	ASSERT_WORKS(&self->user, &self->guest);
	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	pid = begin(css_device_remove, &self->dev);
	ASSERT_LT(0, pid);
	ASSERT_LT(0, event_wait(self->user.event[IRQ_REQ], PATIENCE_MS));
	EXPECT_EQ(-ENODEV, user_start(&self->user, PROGRAM));
	EXPECT_EQ(-ENODEV, user_async(&self->user, VFIO_CCW_ASYNC_CMD_HSCH));
	EXPECT_EQ(-ENODEV, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	EXPECT_EQ(-ENODEV, user_read(&self->user, REGION_SCHIB, 0, schib, sizeof(schib)));
	EXPECT_EQ(-ENODEV, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
	EXPECT_EQ(0, user_io_status(&self->user, &status));
	/* Its pages are not pinned any more. */
	EXPECT_EQ(0, user_unmap(&self->user, GUEST, GUEST_PAGES * PAGE));
	user_close(&self->user);
	EXPECT_EQ(0, end(pid));
}

/* A user that does not react to REQ is asked again, and the log names the waiting task. */
TEST_F(ccw, asked_again)
{
	__u64 asked = 0;
	pid_t pid;

	/* VFIO asks every ten seconds. */
	pid = begin(css_device_remove_mdev, &self->dev);
	ASSERT_LT(0, pid);
	for (int i = 0; i < 5 && asked < 2; i++)
		asked += event_wait(self->user.event[IRQ_REQ], 12000);
	EXPECT_LE(2, asked);
	ASSERT_WORKS(&self->user, &self->guest);
	user_close(&self->user);
	EXPECT_EQ(0, end(pid));
}

TEST_HARNESS_MAIN

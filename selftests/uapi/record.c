// SPDX-License-Identifier: GPL-2.0-only
/* Recording a device: the files in debugfs, and the stream that they deliver. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define DEBUGFS		"/sys/kernel/debug"
#define ROOM		(4u << 20)

/* The format, defined here again on purpose: recorder/format.h. */
#define HEAD		24u
#define KIND_STREAM	1
#define KIND_CLOSE	3
#define KIND_REQUEST	5
#define KIND_OUT	8
#define KIND_RESULT	11
#define KIND_INTERRUPT	13
#define KIND_CRW	15
#define NR_KINDS	18

/**
 * struct stream - the records that were read
 * @kinds: records of each kind
 * @records: of all
 * @missing: record numbers that are missing
 * @next: the number after the last one
 */
struct stream {
	__u32 kinds[NR_KINDS];
	__u64 records;
	__u64 missing;
	__u64 next;
	__u8 bytes[ROOM];
};

static struct stream stream;

static void path_of(const char *file, char *path, size_t size)
{
	snprintf(path, size, DEBUGFS "/vfio_ccw/0.0.%04x/%s", FIXTURE_NUMBER, file);
}

static int set(const char *file, const char *value)
{
	char path[128];

	/* This fails if it is mounted already. */
	mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	path_of(file, path, sizeof(path));
	return sysfs_write(path, value);
}

static int get(const char *file)
{
	char path[128];
	int value = -1;
	FILE *f;

	path_of(file, path, sizeof(path));
	f = fopen(path, "r");
	if (!f || fscanf(f, "%d", &value) != 1)
		value = -1;
	if (f)
		fclose(f);
	return value;
}

static int open_data(void)
{
	char path[128];
	int fd;

	path_of("data", path, sizeof(path));
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Do the bytes that were read consist of valid records? */
static bool count(size_t len)
{
	size_t at = 0;

	while (at < len) {
		__u32 size = get_be32(stream.bytes + at), kind = get_be16(stream.bytes + at + 4);
		__u64 seq = get_be32(stream.bytes + at + 12);

		if (size < HEAD || size > len - at || size % 8 || !kind || kind >= NR_KINDS ||
		    seq < stream.next)
			return false;
		stream.missing += seq - stream.next;
		stream.next = seq + 1;
		stream.kinds[kind]++;
		stream.records++;
		at += size;
	}
	return true;
}

/* Reads everything that is available.  Return: 0 at the end of the stream, or a negative errno. */
static int take(int fd)
{
	for (;;) {
		ssize_t n = read(fd, stream.bytes, ROOM);

		if (n <= 0)
			return n ? -errno : 0;
		if (!count(n))
			return -EBADMSG;
	}
}

static void forget(void)
{
	memset(&stream, 0, sizeof(stream));
}

TEST_F(ccw, off_is_nothing)
{
	int fd;

	forget();
	EXPECT_EQ(0, set("record", "0"));
	fd = open_data();
	ASSERT_LE(0, fd);
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(0, take(fd));
	EXPECT_EQ(0, stream.records);
	EXPECT_EQ(0, get("record"));
	close(fd);
}

TEST_F(ccw, a_request_is_recorded)
{
	struct pollfd polled = { .events = POLLIN };
	int fd;

	forget();
	ASSERT_EQ(0, set("record", "1"));
	fd = open_data();
	ASSERT_LE(0, fd);
	EXPECT_EQ(-EAGAIN, take(fd));
	EXPECT_EQ(1, stream.kinds[KIND_STREAM]);
	polled.fd = fd;
	EXPECT_EQ(0, poll(&polled, 1, 0));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(1, poll(&polled, 1, 0));
	EXPECT_EQ(-EAGAIN, take(fd));
	EXPECT_EQ(1, stream.kinds[KIND_REQUEST]);
	EXPECT_EQ(1, stream.kinds[KIND_RESULT]);
	EXPECT_EQ(1, stream.kinds[KIND_INTERRUPT]);
	EXPECT_EQ(0, stream.missing);
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, false));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, true));
	EXPECT_EQ(-EAGAIN, take(fd));
	EXPECT_EQ(2, stream.kinds[KIND_CRW]);
	user_close_device(&self->user);
	EXPECT_EQ(0, set("record", "0"));
	EXPECT_EQ(0, take(fd));
	EXPECT_EQ(1, stream.kinds[KIND_CLOSE]);
	/* The recording is at its end, the subchannel is not. */
	EXPECT_EQ(1, poll(&polled, 1, 0));
	EXPECT_EQ(POLLIN, polled.revents);
	close(fd);
}

/* A waiting reader is woken by records and by the end. */
TEST_F(ccw, reader_waits)
{
	int status;
	pid_t pid;

	forget();
	ASSERT_EQ(0, set("record", "1"));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		int fd = open_data();

		if (fd < 0 || fcntl(fd, F_SETFL, 0))
			_exit(1);
		_exit(take(fd) == 0 && stream.kinds[KIND_RESULT] == 1 ? 0 : 2);
	}
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(0, set("record", "0"));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_F(ccw, what_has_no_room_is_counted)
{
	struct status status;
	int fd;

	forget();
	ASSERT_EQ(0, set("payload", "1"));
	ASSERT_EQ(0, set("buffer_kib", "64"));
	ASSERT_EQ(0, set("record", "1"));
	fd = open_data();
	ASSERT_LE(0, fd);
	for (int i = 0; i < 4; i++) {
		put_ccw(&self->guest, PROGRAM, ECHO_WRITE, 0, 40000, DATA);
		ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	}
	EXPECT_LT(0, get("dropped"));
	EXPECT_EQ(-EAGAIN, take(fd));
	EXPECT_LT(8, stream.kinds[KIND_OUT]);
	/* The number of the next record shows how many. */
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(-EAGAIN, take(fd));
	EXPECT_EQ(get("dropped"), stream.missing);
	/* Once more, with room. */
	EXPECT_EQ(0, set("record", "0"));
	ASSERT_EQ(0, set("buffer_kib", "1024"));
	ASSERT_EQ(0, set("record", "1"));
	EXPECT_EQ(0, get("dropped"));
	forget();
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_EQ(-EAGAIN, take(fd));
	EXPECT_EQ(0, stream.missing);
	EXPECT_EQ(1, stream.kinds[KIND_STREAM]);
	close(fd);
}

TEST_F(ccw, settings_have_bounds)
{
	__u8 small[64];
	int fd;

	EXPECT_EQ(-EINVAL, set("record", "2"));
	EXPECT_EQ(-EINVAL, set("buffer_kib", "63"));
	EXPECT_EQ(-EINVAL, set("buffer_kib", "65537"));
	EXPECT_EQ(1024, get("buffer_kib"));
	ASSERT_EQ(0, set("record", "1"));
	EXPECT_EQ(-EBUSY, set("record", "1"));
	fd = open_data();
	ASSERT_LE(0, fd);
	EXPECT_EQ(-EBUSY, open_data());
	EXPECT_EQ(-1, read(fd, small, sizeof(small)));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, syscall(SYS_read, fd, 8ul, ROOM));
	EXPECT_EQ(EFAULT, errno);
	close(fd);
	fd = open_data();
	EXPECT_LE(0, fd);
	close(fd);
}

/* A recording ends with its reader, and does not need that to end in an orderly way. */
TEST_F(ccw, ends_with_its_reader)
{
	int status, fd;
	pid_t pid;

	forget();
	ASSERT_EQ(0, set("record", "1"));
	/* A shell turns it on before it has a reader. */
	EXPECT_EQ(1, get("record"));
	fd = open_data();
	ASSERT_LE(0, fd);
	close(fd);
	EXPECT_EQ(0, get("record"));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (open_data() < 0 || set("record", "1"))
			_exit(1);
		raise(SIGKILL);
	}
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(SIGKILL, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	EXPECT_EQ(0, get("record"));
	/* The next one finds it free. */
	fd = open_data();
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, set("record", "1"));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(-EAGAIN, take(fd));
	EXPECT_EQ(1, stream.kinds[KIND_RESULT]);
	close(fd);
}

/* Records can be read after the device was removed; then the stream ends. */
TEST_F(ccw, reader_outlives_the_device)
{
	struct pollfd polled = { .events = POLLIN };
	int fd;

	forget();
	ASSERT_EQ(0, set("record", "1"));
	fd = open_data();
	ASSERT_LE(0, fd);
	ASSERT_WORKS(&self->user, &self->guest);
	user_close(&self->user);
	ASSERT_EQ(0, css_device_remove(&self->dev));
	EXPECT_EQ(0, take(fd));
	polled.fd = fd;
	EXPECT_EQ(1, poll(&polled, 1, 0));
	EXPECT_EQ(POLLIN | POLLHUP, polled.revents);
	EXPECT_EQ(1, stream.kinds[KIND_RESULT]);
	EXPECT_EQ(1, stream.kinds[KIND_CLOSE]);
	EXPECT_EQ(0, stream.missing);
	close(fd);
}

/* Recording is turned on and off while programs run; none is recorded partly. */
TEST_F(ccw, on_and_off_in_the_middle)
{
	struct status status;
	int fd;

	forget();
	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, set("record", "1"));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	fd = open_data();
	ASSERT_LE(0, fd);
	EXPECT_EQ(-EAGAIN, take(fd));
	EXPECT_EQ(0, stream.kinds[KIND_REQUEST]);
	EXPECT_EQ(1, stream.kinds[KIND_INTERRUPT]);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	EXPECT_EQ(0, set("record", "0"));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(0, take(fd));
	EXPECT_EQ(1, stream.kinds[KIND_REQUEST]);
	EXPECT_EQ(1, stream.kinds[KIND_INTERRUPT]);
	close(fd);
}

TEST_HARNESS_MAIN

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory whose page faults last until a test ends them: a file system of one file, in a
 * process of its own.
 *
 * Source: the kernel's Documentation/filesystems/fuse.rst and its user ABI.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/fuse.h>

#include "program.h"
#include "slow_pages.h"

#define NODE		2u	/* the file; the folder has FUSE_ROOT_ID */
#define NAME		"pages"
#define FOR_EVER	1000000u
#define PATIENCE_MS	10000
#define MAX_FDS		1024

/* The longest request that a kernel may send, a write, although there are none. */
#define REQUEST_SIZE	(FUSE_MIN_READ_BUFFER + 4096)

enum order { RELEASE_ONE = '1', RELEASE_ALL = 'a' };

/**
 * struct slow_shared - memory that both processes share
 * @waiting: faults that wait
 */
struct slow_shared {
	__u32 waiting;
};

/* ---- The process of the file system ---- */

/**
 * struct read_request - a fault that waits
 * @unique: the request
 * @size: bytes to read
 */
struct read_request {
	__u64 unique;
	__u32 size;
};

/**
 * struct server - the file system
 * @fd: /dev/fuse
 * @orders: pipe from the test
 * @shared: memory shared with the test
 * @size: size of the file
 * @free: no fault waits any more
 * @held: faults that wait, the oldest first
 * @n_held: how many
 */
struct server {
	int fd;
	int orders;
	struct slow_shared *shared;
	__u64 size;
	bool free;
	struct read_request held[SLOW_PAGES_MAX];
	__u32 n_held;
};

static void reply(const struct server *server, __u64 unique, int error, const void *data,
		  size_t size)
{
	struct fuse_out_header head = {
		.len = sizeof(head) + size, .error = error, .unique = unique };
	const struct iovec parts[] = { { &head, sizeof(head) }, { (void *)data, size } };

	/* A request that was interrupted needs no answer. */
	if (writev(server->fd, parts, size ? 2 : 1) < 0 && errno != ENOENT)
		_exit(1);
}

static void reply_read(const struct server *server, const struct read_request *request)
{
	static const __u8 zeroes[SLOW_PAGES_MAX * PAGE];

	reply(server, request->unique, 0, zeroes, request->size);
}

static void tell(const struct server *server)
{
	__atomic_store_n(&server->shared->waiting, server->n_held, __ATOMIC_RELEASE);
}

static void release_one(struct server *server)
{
	const struct read_request oldest = server->held[0];

	if (!server->n_held)
		return;
	server->n_held--;
	memmove(server->held, server->held + 1, server->n_held * sizeof(oldest));
	tell(server);
	reply_read(server, &oldest);
}

static void take_order(struct server *server)
{
	char order;

	/* The test is over. */
	if (read(server->orders, &order, 1) != 1)
		_exit(0);
	server->free = order == RELEASE_ALL;
	do {
		release_one(server);
	} while (server->free && server->n_held);
}

static void on_read(struct server *server, __u64 unique, const struct fuse_read_in *in)
{
	struct read_request request = { .unique = unique, .size = in->size };

	if (in->offset >= server->size)
		request.size = 0;
	else if (request.size > server->size - in->offset)
		request.size = server->size - in->offset;
	if (server->free || !request.size || server->n_held == SLOW_PAGES_MAX) {
		reply_read(server, &request);
		return;
	}
	server->held[server->n_held++] = request;
	tell(server);
}

static struct fuse_attr attributes(const struct server *server, __u64 node)
{
	return (struct fuse_attr){
		.ino = node,
		.size = node == NODE ? server->size : 0,
		.mode = node == NODE ? S_IFREG | 0444 : S_IFDIR | 0555,
		.nlink = 1,
		.blksize = PAGE,
	};
}

static void on_lookup(const struct server *server, __u64 unique, const char *name)
{
	const struct fuse_entry_out out = {
		.nodeid = NODE, .entry_valid = FOR_EVER, .attr_valid = FOR_EVER,
		.attr = attributes(server, NODE),
	};

	if (strcmp(name, NAME))
		reply(server, unique, -ENOENT, NULL, 0);
	else
		reply(server, unique, 0, &out, sizeof(out));
}

static void on_getattr(const struct server *server, __u64 unique, __u64 node)
{
	const struct fuse_attr_out out = {
		.attr_valid = FOR_EVER, .attr = attributes(server, node) };

	reply(server, unique, 0, &out, sizeof(out));
}

static void on_init(const struct server *server, __u64 unique, const struct fuse_init_in *in)
{
	struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION,
		.minor = in->minor < FUSE_KERNEL_MINOR_VERSION ? in->minor
							       : FUSE_KERNEL_MINOR_VERSION,
		.max_background = SLOW_PAGES_MAX,
		.congestion_threshold = SLOW_PAGES_MAX,
		.max_write = PAGE,
		.time_gran = 1,
	};

	reply(server, unique, 0, &out, sizeof(out));
}

static void take_request(struct server *server)
{
	static __u8 buffer[REQUEST_SIZE] __attribute__((aligned(8)));
	const struct fuse_in_header *head = (void *)buffer;
	const void *body = buffer + sizeof(*head);
	const struct fuse_open_out open = { .open_flags = FOPEN_KEEP_CACHE };
	ssize_t len = read(server->fd, buffer, sizeof(buffer));

	if (len < (ssize_t)sizeof(*head)) {
		/* The request was interrupted before it was read; otherwise unmounted. */
		if (len < 0 && (errno == ENOENT || errno == EINTR))
			return;
		_exit(0);
	}
	switch (head->opcode) {
	case FUSE_INIT:
		on_init(server, head->unique, body);
		break;
	case FUSE_LOOKUP:
		on_lookup(server, head->unique, body);
		break;
	case FUSE_GETATTR:
		on_getattr(server, head->unique, head->nodeid);
		break;
	case FUSE_OPEN:
		reply(server, head->unique, 0, &open, sizeof(open));
		break;
	case FUSE_READ:
		on_read(server, head->unique, body);
		break;
	case FUSE_RELEASE:
	case FUSE_FLUSH:
		reply(server, head->unique, 0, NULL, 0);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break;
	default:
		reply(server, head->unique, -ENOSYS, NULL, 0);
	}
}

static void serve(struct server *server)
{
	struct pollfd fds[] = {
		{ .fd = server->fd, .events = POLLIN },
		{ .fd = server->orders, .events = POLLIN },
	};

	/* No fault may wait for ever, even if the test is killed. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Devices must not stay open here. */
	for (int fd = 3; fd < MAX_FDS; fd++)
		if (fd != server->fd && fd != server->orders)
			close(fd);
	for (;;) {
		if (poll(fds, 2, -1) < 0)
			_exit(1);
		if (fds[0].revents)
			take_request(server);
		if (fds[1].revents)
			take_order(server);
	}
}

/* ---- The test ---- */

static int mount_at(struct slow_pages *slow, int fd)
{
	char options[64];

	strcpy(slow->folder, "/tmp/slow.XXXXXX");
	if (!mkdtemp(slow->folder)) {
		slow->folder[0] = 0;
		return -errno;
	}
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	return mount("slow", slow->folder, "fuse", MS_NOSUID | MS_NODEV, options) ? -errno : 0;
}

static int start_server(struct slow_pages *slow, int fd)
{
	struct server server = {
		.fd = fd, .shared = slow->shared, .size = (__u64)slow->pages * PAGE };
	int orders[2];

	if (pipe2(orders, O_CLOEXEC))
		return -errno;
	server.orders = orders[0];
	slow->server = fork();
	if (!slow->server)
		serve(&server);
	close(orders[0]);
	slow->orders = orders[1];
	return slow->server < 0 ? -errno : 0;
}

/* Pages are read one by one, and not before they are needed. */
static int map_file(struct slow_pages *slow, void *at)
{
	const size_t size = (size_t)slow->pages * PAGE;
	char path[48];
	int fd;

	snprintf(path, sizeof(path), "%s/" NAME, slow->folder);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	slow->mem = mmap(at, size, PROT_READ, MAP_SHARED | (at ? MAP_FIXED : 0), fd, 0);
	close(fd);
	if (slow->mem == MAP_FAILED) {
		slow->mem = NULL;
		return -errno;
	}
	return madvise(slow->mem, size, MADV_RANDOM) ? -errno : 0;
}

static int create(struct slow_pages *slow, int fd, void *at)
{
	int err;

	slow->shared = mmap(NULL, sizeof(*slow->shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (slow->shared == MAP_FAILED) {
		slow->shared = NULL;
		return -ENOMEM;
	}
	err = mount_at(slow, fd);
	if (!err)
		err = start_server(slow, fd);
	return err ? err : map_file(slow, at);
}

int slow_create(struct slow_pages *slow, void *at, __u32 pages)
{
	int fd, err;

	*slow = (struct slow_pages){ .pages = pages, .orders = -1 };
	if (pages > SLOW_PAGES_MAX)
		return -EINVAL;
	fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ENODEV : -errno;
	err = create(slow, fd, at);
	close(fd);
	if (err)
		slow_destroy(slow);
	return err;
}

void slow_destroy(struct slow_pages *slow)
{
	/* All faults end with the server. */
	if (slow->server > 0) {
		slow_release(slow);
		if (slow->folder[0])
			umount2(slow->folder, MNT_DETACH);
		close(slow->orders);
		kill(slow->server, SIGKILL);
		waitpid(slow->server, NULL, 0);
	}
	if (slow->folder[0])
		rmdir(slow->folder);
	if (slow->mem)
		munmap(slow->mem, (size_t)slow->pages * PAGE);
	if (slow->shared)
		munmap(slow->shared, sizeof(*slow->shared));
	*slow = (struct slow_pages){ .orders = -1 };
}

__u32 slow_waiting(const struct slow_pages *slow)
{
	return __atomic_load_n(&slow->shared->waiting, __ATOMIC_ACQUIRE);
}

int slow_await(const struct slow_pages *slow)
{
	for (int i = 0; i < PATIENCE_MS; i++) {
		if (slow_waiting(slow))
			return 0;
		usleep(1000);
	}
	return -ETIMEDOUT;
}

static void order(const struct slow_pages *slow, enum order order)
{
	const char byte = order;

	if (write(slow->orders, &byte, 1) != 1)
		abort();
}

void slow_release_one(struct slow_pages *slow)
{
	order(slow, RELEASE_ONE);
}

void slow_release(struct slow_pages *slow)
{
	order(slow, RELEASE_ALL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The standard streams of a shell in another machine, over one line between the two that
 * carries any byte: what the shell reads and writes, and its exit status.  Both ends are here.
 *
 * usage: session local LOG TIMEOUT COMMAND...
 *	boots a machine with COMMAND, which has its end of the line as descriptor 3
 *	LOG	gets the standard output and error output of COMMAND
 *	TIMEOUT	seconds that the shell has; 0: no limit
 *
 * usage: session remote NODE COMMAND...
 *	runs a shell, COMMAND, in that machine
 *	NODE	its end of the line, which does not echo or convert anything
 *
 * Exit status of "local": that of the shell, 128 and the number of the signal that ended it, 124
 * when the time was over, 255 if the machine ended before the shell, 2 for an error here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_FD		3
/* A page: small enough that output appears as it comes. */
#define FRAME_MAX	4096u
#define STATUS_TIMEOUT	124
#define STATUS_LOST	255
/* Bytes that Linux lets a pipe hold, unless it was told otherwise. */
#define PIPE_BYTES	(64u << 10)

/*
 * Only FRAME_INPUT goes to the remote end; one without data is the end of input.  FRAME_READY is
 * sent before all others: input before it might reach a line that still echoes.  FRAME_STATUS is
 * the last.
 */
enum frame_type {
	FRAME_READY = 'r',
	FRAME_INPUT = 'i',
	FRAME_OUTPUT = 'o',
	FRAME_ERROR = 'e',
	FRAME_STATUS = 's',
};

/**
 * struct frame - what goes over the line
 * @type: enum frame_type
 * @length: bytes of @data, big-endian
 * @data: bytes of a stream, or the exit status in one byte
 */
struct frame {
	uint8_t type;
	uint8_t length[2];
	uint8_t data[FRAME_MAX];
};

/* Frames are static, since they are too large for a stack frame. */
#define FRAME_HEAD	offsetof(struct frame, data)

static pid_t machine;

static void die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("session: ", stderr);
	vfprintf(stderr, format, arguments);
	fprintf(stderr, ": %s\n", strerror(errno));
	va_end(arguments);
	exit(2);
}

/* ---- Bytes ---- */

static bool write_all(int fd, const void *data, size_t size)
{
	const uint8_t *from = data;

	while (size) {
		ssize_t n = write(fd, from, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		from += n;
		size -= n;
	}
	return true;
}

/* Fails at the end of the line, too. */
static bool read_all(int fd, void *data, size_t size)
{
	uint8_t *to = data;

	while (size) {
		ssize_t n = read(fd, to, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		to += n;
		size -= n;
	}
	return true;
}

/* ---- Frames ---- */

static size_t frame_length(const struct frame *frame)
{
	return (size_t)frame->length[0] << 8 | frame->length[1];
}

static bool send_frame(int line, struct frame *frame, enum frame_type type, size_t length)
{
	frame->type = type;
	frame->length[0] = length >> 8;
	frame->length[1] = length & 0xff;
	return write_all(line, frame, FRAME_HEAD + length);
}

static bool receive_frame(int line, struct frame *frame)
{
	return read_all(line, frame, FRAME_HEAD) && frame_length(frame) <= FRAME_MAX &&
	       read_all(line, frame->data, frame_length(frame));
}

/* Send what can be read from a stream; 0 at its end, or if the line takes no more. */
static size_t send_some(int line, int from, enum frame_type type)
{
	static struct frame frame;
	ssize_t n;

	do {
		n = read(from, frame.data, FRAME_MAX);
	} while (n < 0 && errno == EINTR);
	if (n <= 0 || !send_frame(line, &frame, type, n))
		return 0;
	return n;
}

/* ---- Processes ---- */

static pid_t start_process(void)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	return pid;
}

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return exit_status(status);
}

static void end_process(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	wait_for(pid);
}

/* ---- The local end ---- */

static pid_t start_machine(int line, int other, const char *log, char **command)
{
	pid_t pid = start_process();
	int in, out;

	if (pid)
		return pid;
	/* However this program ends, the machine ends with it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	close(other);
	if (line != LINE_FD) {
		dup2(line, LINE_FD);
		close(line);
	}
	in = open("/dev/null", O_RDONLY);
	out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (in < 0 || out < 0)
		die("%s", log);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	if (in > LINE_FD)
		close(in);
	if (out > LINE_FD)
		close(out);
	execvp(command[0], command);
	die("%s", command[0]);
	return -1;
}

static void time_is_over(int signal)
{
	static const char text[] = "guest: the time is over (TIMEOUT)\n";

	kill(machine, SIGTERM);
	_exit(write(STDERR_FILENO, text, sizeof(text) - 1) < 0 ? 2 : STATUS_TIMEOUT);
}

static pid_t start_input(int line)
{
	static struct frame end;
	pid_t pid = start_process();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (send_some(line, STDIN_FILENO, FRAME_INPUT))
		;
	send_frame(line, &end, FRAME_INPUT, 0);
	_exit(0);
}

static bool show(int fd, const struct frame *frame)
{
	if (write_all(fd, frame->data, frame_length(frame)))
		return true;
	fprintf(stderr, "guest: the output cannot be written: %s\n", strerror(errno));
	return false;
}

/* The exit status of the shell, or -1 if the session is lost. */
static int serve_session(int line, unsigned int timeout)
{
	static struct frame frame;
	pid_t input = 0;
	int status = -1;
	bool more = true;

	while (more) {
		if (!receive_frame(line, &frame)) {
			fputs("guest: the guest has ended before its shell\n", stderr);
			break;
		}
		switch (frame.type) {
		case FRAME_READY:
			alarm(timeout);
			input = start_input(line);
			break;
		case FRAME_OUTPUT:
			more = show(STDOUT_FILENO, &frame);
			break;
		case FRAME_ERROR:
			more = show(STDERR_FILENO, &frame);
			break;
		case FRAME_STATUS:
			status = frame.data[0];
			more = false;
			break;
		default:
			fprintf(stderr, "guest: the line has byte 0x%02x where a frame begins\n",
				frame.type);
			more = false;
		}
	}
	alarm(0);
	end_process(input);
	return status;
}

static int local(int argc, char **argv)
{
	char *end = NULL;
	unsigned long timeout;
	int line[2], status;

	if (argc < 4) {
		fputs("usage: session local LOG TIMEOUT COMMAND...\n", stderr);
		return 2;
	}
	timeout = strtoul(argv[2], &end, 10);
	if (end == argv[2] || *end || timeout > INT32_MAX) {
		fprintf(stderr, "session: %s is no number of seconds\n", argv[2]);
		return 2;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, line))
		die("socketpair");
	signal(SIGALRM, time_is_over);
	machine = start_machine(line[1], line[0], argv[1], argv + 3);
	close(line[1]);
	status = serve_session(line[0], timeout);
	/* When the shell has ended, the machine ends by itself; a lost session does not end it. */
	if (status < 0)
		kill(machine, SIGTERM);
	wait_for(machine);
	return status < 0 ? STATUS_LOST : status;
}

/* ---- The remote end ---- */

static void shell_ended(int signal)
{
}

static void make_pipe(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC))
		die("pipe");
}

static pid_t start_shell(const int in[2], const int out[2], const int err[2], char **command)
{
	pid_t pid = start_process();
	sigset_t none;

	if (pid)
		return pid;
	dup2(in[0], STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	dup2(err[1], STDERR_FILENO);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(command[0], command);
	die("%s", command[0]);
	return -1;
}

/* What comes over the line goes to the shell, until the end of input. */
static pid_t start_delivery(int line, int to)
{
	static struct frame frame;
	pid_t pid = start_process();

	if (pid)
		return pid;
	signal(SIGPIPE, SIG_IGN);
	while (receive_frame(line, &frame) && frame.type == FRAME_INPUT && frame_length(&frame) &&
	       write_all(to, frame.data, frame_length(&frame)))
		;
	_exit(0);
}

/* Send what waits in a pipe.  A process that the shell has left may go on writing. */
static void send_rest(int line, int from, enum frame_type type)
{
	struct pollfd ready = { .fd = from, .events = POLLIN };
	size_t sent = 0, n;

	while (sent < PIPE_BYTES && poll(&ready, 1, 0) > 0) {
		n = send_some(line, from, type);
		if (!n)
			return;
		sent += n;
	}
}

/* Send all output until the shell has ended; its exit status. */
static int serve_shell(int line, pid_t shell, int out, int err)
{
	struct pollfd ready[] = {
		{ .fd = out, .events = POLLIN },
		{ .fd = err, .events = POLLIN },
	};
	static const enum frame_type types[] = { FRAME_OUTPUT, FRAME_ERROR };
	sigset_t none;
	int status = 0, i;

	sigemptyset(&none);
	while (!waitpid(shell, &status, WNOHANG)) {
		/* SIGCHLD is blocked elsewhere, so that it interrupts this call. */
		if (ppoll(ready, 2, NULL, &none) < 0)
			continue;
		for (i = 0; i < 2; i++) {
			/* A stream that the shell has closed is not looked at again. */
			if (ready[i].revents && !send_some(line, ready[i].fd, types[i]))
				ready[i].fd = -1;
		}
	}
	send_rest(line, out, FRAME_OUTPUT);
	send_rest(line, err, FRAME_ERROR);
	return exit_status(status);
}

static int remote(int argc, char **argv)
{
	int line, in[2], out[2], err[2];
	pid_t shell, delivery;
	static struct frame frame;
	sigset_t child;

	if (argc < 3) {
		fputs("usage: session remote NODE COMMAND...\n", stderr);
		return 2;
	}
	line = open(argv[1], O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (line < 0)
		die("%s", argv[1]);
	make_pipe(in);
	make_pipe(out);
	make_pipe(err);
	signal(SIGCHLD, shell_ended);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	shell = start_shell(in, out, err, argv + 2);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	delivery = start_delivery(line, in[1]);
	close(in[1]);
	if (!send_frame(line, &frame, FRAME_READY, 0))
		die("%s", argv[1]);
	frame.data[0] = serve_shell(line, shell, out[0], err[0]);
	if (!send_frame(line, &frame, FRAME_STATUS, 1))
		die("%s", argv[1]);
	end_process(delivery);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "local"))
		return local(argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "remote"))
		return remote(argc - 1, argv + 1);
	fputs("usage: session local|remote ...\n", stderr);
	return 2;
}

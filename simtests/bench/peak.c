// SPDX-License-Identifier: GPL-2.0-only
/*
 * The most memory that a program has had at a time.
 *
 *	peak PROGRAM ARGUMENT ...	runs it without its output, and prints KiB
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(char **argv)
{
	int nothing = open("/dev/null", O_WRONLY);

	if (nothing >= 0 && dup2(nothing, STDOUT_FILENO) >= 0)
		execv(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	pid_t pid;

	if (argc < 2) {
		fprintf(stderr, "usage: peak PROGRAM ARGUMENT ...\n");
		return 2;
	}
	pid = fork();
	if (!pid)
		run(argv + 1);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
		perror("peak");
		return 1;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "peak: %s has failed\n", argv[1]);
		return 1;
	}
	printf("%ld\n", usage.ru_maxrss);
	return 0;
}

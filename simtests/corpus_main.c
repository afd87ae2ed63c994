// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives a fuzz target every file of a folder, once: the corpus as a plain
 * test, for compilers and processors that libFuzzer does not know.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each input gets memory of exactly its size, so that an overrun is seen. */
static int run_file(const char *path)
{
	struct stat st;
	uint8_t *data;
	size_t size;
	FILE *file;

	file = fopen(path, "rb");
	if (!file || fstat(fileno(file), &st)) {
		perror(path);
		exit(2);
	}
	if (!S_ISREG(st.st_mode)) {
		fclose(file);
		return 0;
	}
	data = malloc(st.st_size ? st.st_size : 1);
	if (!data)
		abort();
	size = fread(data, 1, st.st_size, file);
	fclose(file);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 1;
}

static int run_folder(const char *path)
{
	struct dirent **names;
	char name[4096];
	int runs = 0;
	int count, i;

	count = scandir(path, &names, NULL, alphasort);
	if (count < 0)
		return run_file(path);
	for (i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, names[i]->d_name);
		runs += run_file(name);
		free(names[i]);
	}
	free(names);
	return runs;
}

int main(int argc, char **argv)
{
	int runs = 0;
	int i;

	for (i = 1; i < argc; i++)
		runs += run_folder(argv[i]);
	printf("%d inputs\n", runs);
	return runs ? 0 : 1;
}

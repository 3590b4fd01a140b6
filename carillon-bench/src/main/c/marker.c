/*
 * marker FIFO [PIDFILE]: writes a line to a FIFO, when it began (CLOCK_MONOTONIC, nanoseconds) and its process id: what a monitor
 * starts. With PIDFILE it leaves its process id there and stays until it is killed: what a monitor keeps running.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void leave(const char *path)
{
	char next[4096];
	FILE *file;

	snprintf(next, sizeof next, "%s.new", path);
	file = fopen(next, "w");
	if (!file || fprintf(file, "%d\n", getpid()) < 0 || fclose(file) || rename(next, path))
		exit(1);
}

int main(int count, char **words)
{
	struct timespec now;
	char line[64];
	int fifo, length;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (count < 2)
		return 2;
	if (count > 2)
		leave(words[2]);
	fifo = open(words[1], O_WRONLY);
	length = snprintf(line, sizeof line, "%lld %d\n", now.tv_sec * 1000000000LL + now.tv_nsec, getpid());
	if (fifo < 0 || write(fifo, line, length) != length)
		return 1;
	close(fifo);
	while (count > 2)
		pause();
	return 0;
}

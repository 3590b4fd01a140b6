/*
 * monitor DIRECTORY FIFO PROGRAM ARGUMENT... : the least that one can do with epoll and posix_spawn: what other monitors are compared
 * with. Runs PROGRAM with its first argument when a file in DIRECTORY was written and closed, and when a line of FIFO has a number
 * above 80, and with all its arguments to keep it running. Prints "ready". Ends with its input.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char **kept;
static char *once[3];
static pid_t child;
static posix_spawnattr_t attributes;

static void require(int condition, const char *what)
{
	if (!condition) {
		perror(what);
		exit(1);
	}
}

static pid_t start(char **words)
{
	pid_t pid;

	errno = posix_spawn(&pid, words[0], NULL, &attributes, words, environ);
	require(errno == 0, words[0]);
	return pid;
}

static void watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	require(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

static void reap(int signals)
{
	struct signalfd_siginfo info;
	pid_t pid;

	while (read(signals, &info, sizeof info) > 0)
		;
	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		if (pid == child)
			child = start(kept);
}

static void lines(int fifo)
{
	static char text[65536];
	static size_t used;
	ssize_t got = read(fifo, text + used, sizeof text - used - 1);
	char *line = text, *end;

	if (got <= 0)
		return;
	used += got;
	text[used] = 0;
	while ((end = strchr(line, '\n'))) {
		if (atof(line) > 80)
			start(once);
		line = end + 1;
	}
	used -= line - text;
	memmove(text, line, used);
}

static void files(int inotify)
{
	static char events[65536] __attribute__((aligned(8)));
	ssize_t got = read(inotify, events, sizeof events);

	for (char *at = events; at < events + got; at += sizeof(struct inotify_event) + ((struct inotify_event *)at)->len)
		start(once);
}

int main(int count, char **words)
{
	struct epoll_event ready[16];
	sigset_t mask, none;
	int epoll, signals, inotify, fifo;

	if (count < 5)
		return 2;
	kept = words + 3;
	once[0] = words[3];
	once[1] = words[4];
	sigemptyset(&none);
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	require((epoll = epoll_create1(EPOLL_CLOEXEC)) >= 0, "epoll_create1");
	require((signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK)) >= 0, "signalfd");
	require((inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) >= 0, "inotify_init1");
	require(inotify_add_watch(inotify, words[1], IN_CLOSE_WRITE) >= 0, words[1]);
	require((fifo = open(words[2], O_RDWR | O_CLOEXEC | O_NONBLOCK)) >= 0, words[2]);
	watch(epoll, signals);
	watch(epoll, inotify);
	watch(epoll, fifo);
	watch(epoll, 0);
	child = start(kept);
	printf("ready\n");
	fflush(stdout);
	for (;;) {
		int found = epoll_wait(epoll, ready, 16, -1);

		for (int i = 0; i < found; i++) {
			int fd = ready[i].data.fd;

			if (fd == signals)
				reap(signals);
			else if (fd == inotify)
				files(inotify);
			else if (fd == fifo)
				lines(fifo);
			else {
				kill(child, SIGKILL);
				return 0;
			}
		}
	}
}

/*
 * What the pollers of carillon-bench are measured against: the same waits in C, with no loop around them.
 *
 *   pollers epoll|poll
 *
 * On each line "measure READY DESCRIPTORS MILLIS" it does and prints the same as PollerTurns.java.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SOCKETS_AN_ADDRESS 20000
#define BATCH 1024 /* as the loops have it */
#define MOST_SAMPLES (4 * 1024 * 1024)

static int uses_epoll, epoll, count;
static int *sockets;
static struct epoll_event *events;
static struct pollfd *polled;
static uint32_t *samples; /* nanoseconds, at most 4 s */
static volatile uint64_t sum;

static void check(int held, const char *what) {
    if (!held) {
        printf("failed %s: %s\n", what, strerror(errno));
        exit(1);
    }
}

static double now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

static void make_ready(int fd, int index) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + index / SOCKETS_AN_ADDRESS);
    socklen_t length = sizeof address;
    check(bind(fd, (struct sockaddr *) &address, sizeof address) == 0, "bind");
    check(getsockname(fd, (struct sockaddr *) &address, &length) == 0, "getsockname");
    check(sendto(fd, "", 1, 0, (struct sockaddr *) &address, sizeof address) == 1, "sendto");
}

static void open_all(int ready) {
    for (int i = 0; i < count; i++) {
        sockets[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        check(sockets[i] >= 0, "socket");
        if (i < ready) {
            make_ready(sockets[i], i);
        }
    }
}

static void add_all(void) {
    if (uses_epoll) {
        epoll = epoll_create1(EPOLL_CLOEXEC);
        check(epoll >= 0, "epoll_create1");
    }
    for (int i = 0; i < count; i++) {
        if (uses_epoll) {
            struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t) i};
            check(epoll_ctl(epoll, EPOLL_CTL_ADD, sockets[i], &event) == 0, "epoll_ctl");
        } else {
            polled[i] = (struct pollfd) {.fd = sockets[i], .events = POLLIN};
        }
    }
}

static void remove_all(void) {
    for (int i = 0; i < count; i++) {
        if (uses_epoll) {
            check(epoll_ctl(epoll, EPOLL_CTL_DEL, sockets[i], NULL) == 0, "epoll_ctl");
        } else {
            polled[i].fd = -1;
        }
    }
}

static int turn_once(void) {
    int ready = uses_epoll ? epoll_wait(epoll, events, count < BATCH ? count : BATCH, -1) : poll(polled, count, -1);
    check(ready >= 0, "wait");
    if (uses_epoll) {
        for (int i = 0; i < ready; i++) {
            sum += events[i].data.u64;
        }
        return ready;
    }
    for (int i = 0, left = ready; left > 0; i++) {
        if (polled[i].revents != 0) {
            sum += (uint64_t) i;
            left--;
        }
    }
    return ready;
}

static long turn(int ready, double nanos, double *took) {
    double began = now(CLOCK_MONOTONIC), before = began;
    long turns = 0;
    do {
        for (int seen = 0; seen < ready;) {
            seen += turn_once();
        }
        double at = now(CLOCK_MONOTONIC);
        if (turns < MOST_SAMPLES) {
            samples[turns] = (uint32_t) (at - before);
        }
        turns++;
        before = at;
    } while (before - began < nanos);
    *took = before - began;
    return turns;
}

static int ascending(const void *one, const void *other) {
    uint32_t a = *(const uint32_t *) one, b = *(const uint32_t *) other;
    return (a > b) - (a < b);
}

static void measure(int ready, double nanos) {
    open_all(ready);
    double began = now(CLOCK_MONOTONIC), took;
    add_all();
    double add = (now(CLOCK_MONOTONIC) - began) / count;
    turn(ready, nanos / 2, &took);
    double cpu = now(CLOCK_THREAD_CPUTIME_ID);
    long turns = turn(ready, nanos, &took);
    cpu = now(CLOCK_THREAD_CPUTIME_ID) - cpu;
    began = now(CLOCK_MONOTONIC);
    remove_all();
    double remove = (now(CLOCK_MONOTONIC) - began) / count;
    long kept = turns < MOST_SAMPLES ? turns : MOST_SAMPLES;
    qsort(samples, kept, sizeof *samples, ascending);
    printf("measured %ld %.3f %.3f %u %u %u %u %.3f %.3f\n", turns, took / turns, cpu / turns, samples[kept / 2],
        samples[(long) (kept * 0.99)], samples[(long) (kept * 0.999)], samples[kept - 1], add, remove);
    fflush(stdout);
    for (int i = 0; i < count; i++) {
        close(sockets[i]);
    }
    if (uses_epoll) {
        close(epoll);
    }
}

static void *idle(void *unused) {
    pause();
    return unused;
}

int main(int argc, char **argv) {
    if (argc != 2 || (strcmp(argv[1], "epoll") != 0 && strcmp(argv[1], "poll") != 0)) {
        fprintf(stderr, "usage: pollers epoll|poll\n");
        return 2;
    }
    uses_epoll = strcmp(argv[1], "epoll") == 0;
    struct rlimit limit;
    check(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    check(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
    samples = malloc(MOST_SAMPLES * sizeof *samples);
    pthread_t thread; /* as a JVM has, see peers.c */
    check(samples != NULL && pthread_create(&thread, NULL, idle, NULL) == 0, "pthread_create");
    int ready, millis;
    while (scanf(" measure %d %d %d", &ready, &count, &millis) == 3) {
        sockets = calloc(count, sizeof *sockets);
        events = calloc(count, sizeof *events);
        polled = calloc(count, sizeof *polled);
        check(sockets != NULL && events != NULL && polled != NULL, "calloc");
        measure(ready, millis * 1e6);
        free(sockets);
        free(events);
        free(polled);
    }
    return 0;
}

/*
 * What the benchmarks of carillon-bench are measured against: the same system calls in C.
 *
 *   peers eventfd COUNT         write and read one eventfd in turn: nanoseconds a pair
 *   peers eventfd-alone COUNT   the same in a process of one thread
 *   peers wakeup-one COUNT      two threads, each asleep in epoll_wait, wake each other: nanoseconds a round trip, on one CPU
 *   peers wakeup-two COUNT      the same, each thread on a CPU of its own
 *   peers ready COUNT           1,000 eventfds are written, one epoll_wait reports all, each is read: nanoseconds an event
 *
 * Prints one number, of COUNT operations after a tenth as many that are not counted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define READY 1000
#define BATCH 1024

static void check(int held, const char *what) {
    if (!held) {
        fprintf(stderr, "%s: %s\n", what, strerror(errno));
        exit(1);
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

static int counter(void) {
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    check(fd >= 0, "eventfd");
    return fd;
}

static void add(int fd) {
    uint64_t one = 1;
    check(write(fd, &one, sizeof one) == sizeof one, "write");
}

static void take(int fd) {
    uint64_t value;
    check(read(fd, &value, sizeof value) == sizeof value, "read");
}

static int watching(void) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    check(epoll >= 0, "epoll_create1");
    return epoll;
}

static void watch(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t) fd};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

static void *idle(void *unused) {
    pause();
    return unused;
}

/*
 * A JVM has threads, and in a process with more than one the kernel counts the users of a descriptor at every call. So
 * this process has two as well; eventfd-alone shows what that costs (some 30 ns a call), and what no JVM can reach.
 */
static void have_a_second_thread(void) {
    pthread_t thread;
    check(pthread_create(&thread, NULL, idle, NULL) == 0, "pthread_create");
}

static double eventfd_pairs(long count) {
    int fd = counter();
    double start = now();
    for (long i = 0; i < count; i++) {
        add(fd);
        take(fd);
    }
    return (now() - start) / count;
}

struct side {
    int epoll, mine, theirs, cpu;
    long count;
};

static void *answer(void *argument) {
    struct side *side = argument;
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(side->cpu, &cpus);
    check(sched_setaffinity(0, sizeof cpus, &cpus) == 0, "sched_setaffinity");
    struct epoll_event events[BATCH];
    for (long i = 0; i < side->count; i++) {
        check(epoll_wait(side->epoll, events, BATCH, -1) == 1, "epoll_wait");
        take(side->mine);
        add(side->theirs);
    }
    return NULL;
}

static double round_trips(long count, int cpu_of_b) {
    struct side a = {.epoll = watching(), .mine = counter(), .count = count};
    struct side b = {.epoll = watching(), .mine = counter(), .cpu = cpu_of_b, .count = count};
    a.theirs = b.mine;
    b.theirs = a.mine;
    watch(a.epoll, a.mine);
    watch(b.epoll, b.mine);
    pthread_t threads[2];
    double start = now();
    check(pthread_create(&threads[0], NULL, answer, &a) == 0, "pthread_create");
    check(pthread_create(&threads[1], NULL, answer, &b) == 0, "pthread_create");
    add(a.mine);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return (now() - start) / count;
}

static double round_trips_on_one(long count) {
    return round_trips(count, 0);
}

static double round_trips_on_two(long count) {
    return round_trips(count, 1);
}

static double ready_events(long count) {
    static int fds[READY];
    static int epoll = -1;
    if (epoll < 0) {
        epoll = watching();
        for (int i = 0; i < READY; i++) {
            fds[i] = counter();
            watch(epoll, fds[i]);
        }
    }
    struct epoll_event events[BATCH];
    long turns = (count + READY - 1) / READY;
    double start = now();
    for (long turn = 0; turn < turns; turn++) {
        for (int i = 0; i < READY; i++) {
            add(fds[i]);
        }
        check(epoll_wait(epoll, events, BATCH, 0) == READY, "epoll_wait");
        for (int i = 0; i < READY; i++) {
            take((int) events[i].data.u64);
        }
    }
    return (now() - start) / (turns * (double) READY);
}

static const struct {
    const char *name;
    double (*run)(long count);
} measures[] = {
    {"eventfd", eventfd_pairs},
    {"eventfd-alone", eventfd_pairs},
    {"wakeup-one", round_trips_on_one},
    {"wakeup-two", round_trips_on_two},
    {"ready", ready_events},
};

int main(int argc, char **argv) {
    long count = argc == 3 ? atol(argv[2]) : 0;
    for (size_t i = 0; count >= 10 && i < sizeof measures / sizeof *measures; i++) {
        if (strcmp(argv[1], measures[i].name) == 0) {
            if (strcmp(argv[1], "eventfd-alone") != 0) {
                have_a_second_thread();
            }
            measures[i].run(count / 10);
            printf("%.3f\n", measures[i].run(count));
            return 0;
        }
    }
    fprintf(stderr, "usage: peers eventfd|eventfd-alone|wakeup-one|wakeup-two|ready COUNT (10 or more)\n");
    return 2;
}

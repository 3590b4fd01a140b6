/*
 * What can tell another thread or process that something has happened, in C: the peer of dev.carillon.bench.mechanism,
 * with the same protocol. Lines of input, each answered by one line:
 *
 *   open NAME threads|processes BUSY CPU CPU  two ends, the other one a thread or a child: "open PID" of the other one
 *   trips MILLIS COUNT                        there and back, for so long or so often (0: no limit)
 *   flood MILLIS                              one way, as fast as it goes
 *   close
 *
 * BUSY (0 or 1): who waits asks again and again instead of sleeping. CPU: of the end that begins, and of the one that
 * answers; -1 as the scheduler likes. See Exchange.java for what the answers mean.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST 4096
#define SIGNALS 32
#define BACKLOG 1024
#define ROOM 65536         /* of a mailbox, for tasks */
#define FOREVER -1L
#define PATIENCE 600         /* seconds; who waits for longer has nobody left to wait for */
#define QUIET 20000000L    /* nothing for so long after the last was sent: all have come */
#define PERIOD 100000L     /* of the timer whose lateness is measured */
#define TICK 10000L        /* of the timer that is faster than its reader */

enum kind { SIGNAL, SIGNALFD, EVENTFD, STREAM, FUTEX, RENDEZVOUS, QUEUE, WAKEUP, MAILBOX, TIMER };
enum mode { TRIPS, FLOOD, USAGE, END };

static const struct form {
    const char *name;
    enum kind kind;
    int size;       /* bytes of a message, or which signal: 0 standard, 1 real-time */
    int type;       /* of a socket; 0 for a pipe; of an eventfd its flags */
    int edge;       /* epoll reports changes only */
    int unread;     /* and the counter is left as it is */
    int busy;
} forms[] = {
    {.name = "signal", .kind = SIGNAL},
    {.name = "signalfd", .kind = SIGNALFD},
    {.name = "signalfd-real-time", .kind = SIGNALFD, .size = 1},
    {.name = "eventfd", .kind = EVENTFD},
    {.name = "eventfd-semaphore", .kind = EVENTFD, .type = EFD_SEMAPHORE},
    {.name = "eventfd-edge", .kind = EVENTFD, .edge = 1},
    {.name = "eventfd-edge-unread", .kind = EVENTFD, .edge = 1, .unread = 1},
    {.name = "timerfd", .kind = TIMER},
    {.name = "pipe-1", .kind = STREAM, .size = 1},
    {.name = "pipe-8", .kind = STREAM, .size = 8},
    {.name = "pipe-4096", .kind = STREAM, .size = 4096},
    {.name = "socketpair", .kind = STREAM, .size = 8, .type = SOCK_STREAM},
    {.name = "datagram", .kind = STREAM, .size = 8, .type = SOCK_DGRAM},
    {.name = "futex", .kind = FUTEX},
    {.name = "rendezvous", .kind = RENDEZVOUS},
    {.name = "queue", .kind = QUEUE},
    {.name = "wakeup", .kind = WAKEUP},
    {.name = "mailbox", .kind = MAILBOX},
    {.name = "mailbox-busy", .kind = MAILBOX, .busy = 1},
};

struct way;
typedef void task(struct way *);

struct node {
    struct node *next;
    void *item;
};

/* One direction. */
struct way {
    struct form form;
    int writer, reader, epoll, signal;
    pid_t target;
    struct signalfd_siginfo signals[SIGNALS];
    int next, count;
    char bytes[MOST];
    _Atomic int given, asleep;
    _Atomic long posted, taken;
    task *_Atomic tasks[ROOM];
    long arrived;
    pthread_mutex_t mutex;
    pthread_cond_t filled, emptied;
    _Atomic int queued;
    struct node *first, *last;
};

/* What both ends see; shared with a child. */
static struct shared {
    _Atomic int mode, done;
    _Atomic long sent_at, one_way, delivered, units, last_at, cpu, switches;
    struct way forth, back;
} *shared;

static pthread_t partner;
static pid_t child;
static int answering_cpu;

static void check(int held, const char *what) {
    if (!held) {
        printf("failed: %s: %s\n", what, strerror(errno));
        fflush(stdout);
        _exit(1);
    }
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static struct timespec span(long nanos) {
    return (struct timespec) {nanos / 1000000000L, nanos % 1000000000L};
}

/* --- waiting ------------------------------------------------------------------------------------------------------ */

static int wait_for_descriptor(struct way *way, long nanos) {
    struct epoll_event event;
    if (way->form.busy) {
        long end = nanos < 0 ? LONG_MAX : now() + nanos;
        int ready;
        while ((ready = epoll_wait(way->epoll, &event, 1, 0)) == 0 && (nanos < 0 || now() < end)) {
        }
        return ready;
    }
    return epoll_wait(way->epoll, &event, 1, nanos < 0 ? -1 : (int) (nanos / 1000000));
}

static long futex_wait(_Atomic int *word, long nanos) {
    struct timespec time = span(nanos);
    return syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, 0, nanos < 0 ? NULL : &time, NULL, 0);
}

static int wait_for_condition(struct way *way, pthread_cond_t *condition, long nanos) {
    if (nanos < 0) {
        return pthread_cond_wait(condition, &way->mutex);
    }
    struct timespec end = span(now() + nanos);
    return pthread_cond_timedwait(condition, &way->mutex, &end);
}

/* --- sending: 0 if it is full ------------------------------------------------------------------------------------- */

static int send_signal(struct way *way) {
    union sigval value = {.sival_int = 1};
    int result = way->form.size ? sigqueue(way->target, way->signal, value) : kill(way->target, way->signal);
    check(result == 0 || errno == EAGAIN, "kill or sigqueue");
    return result == 0;
}

static int add(int fd) {
    uint64_t one = 1;
    return write(fd, &one, sizeof one) == sizeof one;
}

static int put(struct way *way, int most) {
    struct node *node = malloc(sizeof *node);
    check(node != NULL, "malloc");
    *node = (struct node) {.item = way};
    pthread_mutex_lock(&way->mutex);
    while (way->queued == most) {
        wait_for_condition(way, &way->emptied, FOREVER);
    }
    if (way->queued++) {
        way->last->next = node;
    } else {
        way->first = node;
    }
    way->last = node;
    pthread_cond_signal(&way->filled);
    while (way->form.kind == RENDEZVOUS && way->queued) {
        wait_for_condition(way, &way->emptied, FOREVER);
    }
    pthread_mutex_unlock(&way->mutex);
    return 1;
}

/* By any thread, into the next place of a ring. */
static int post(struct way *way, task *task) {
    long place = atomic_load(&way->posted);
    do {
        if (place - atomic_load(&way->taken) == ROOM) {
            return 0;
        }
    } while (!atomic_compare_exchange_weak(&way->posted, &place, place + 1));
    atomic_store(&way->tasks[place % ROOM], task);
    return !(atomic_load(&way->asleep) && atomic_exchange(&way->asleep, 0)) || add(way->writer);
}

static void arrive(struct way *way) {
    way->arrived++;
}

static int give(struct way *way) {
    switch (way->form.kind) {
        case SIGNAL:
        case SIGNALFD:
            return send_signal(way);
        case EVENTFD:
            return add(way->writer);
        case STREAM:
            return write(way->writer, way->bytes, way->form.size) == way->form.size;
        case FUTEX:
            atomic_store(&way->given, 1);
            if (atomic_exchange(&way->asleep, 0)) {
                syscall(SYS_futex, &way->given, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
            }
            return 1;
        case RENDEZVOUS:
            return put(way, 1);
        case QUEUE:
            return put(way, BACKLOG);
        case WAKEUP:
            return atomic_exchange(&way->given, 1) || add(way->writer);
        case MAILBOX:
            return post(way, arrive);
        default:
            return 1;
    }
}

static void give_surely(struct way *way) {
    while (!give(way)) {
        sched_yield();
    }
}

/* --- taking: how many were told of; 0 if none came in time ---------------------------------------------------------- */

static long take_signal(struct way *way, long nanos) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, way->signal);
    struct timespec time = span(way->form.busy ? 0 : nanos);
    long end = nanos < 0 ? LONG_MAX : now() + nanos;
    int result;
    do {
        result = nanos < 0 && !way->form.busy ? sigwaitinfo(&set, NULL) : sigtimedwait(&set, NULL, &time);
    } while (result < 0 && (errno == EINTR || (way->form.busy && now() < end)));
    return result > 0;
}

static long take_signalfd(struct way *way, long nanos) {
    if (way->next == way->count) {
        way->next = way->count = 0;
        if (wait_for_descriptor(way, nanos) <= 0) {
            return 0;
        }
        ssize_t length = read(way->reader, way->signals, sizeof way->signals);
        way->count = length < 0 ? 0 : length / sizeof way->signals[0];
    }
    return way->next < way->count ? way->next++, 1 : 0;
}

static long take_eventfd(struct way *way, long nanos) {
    uint64_t value = 1;
    if (wait_for_descriptor(way, nanos) <= 0) {
        return 0;
    }
    return way->form.unread || read(way->reader, &value, sizeof value) == sizeof value ? (long) value : 0;
}

static long take_bytes(struct way *way, long nanos) {
    if (wait_for_descriptor(way, nanos) <= 0) {
        return 0;
    }
    return read(way->reader, way->bytes, way->form.size) / way->form.size;
}

static long take_futex(struct way *way, long nanos) {
    long end = nanos < 0 ? LONG_MAX : now() + nanos;
    while (!atomic_exchange(&way->given, 0)) {
        if (nanos >= 0 && now() > end) {
            return 0;
        }
        if (!way->form.busy) {
            atomic_store(&way->asleep, 1);
            futex_wait(&way->given, nanos); /* returns if something was given before it was known that it sleeps */
            atomic_store(&way->asleep, 0);
        }
    }
    return 1;
}

static long take_queued(struct way *way, long nanos) {
    long end = way->form.busy && nanos >= 0 ? now() + nanos : LONG_MAX;
    while (way->form.busy && !atomic_load(&way->queued)) {
        if (end != LONG_MAX && now() > end) {
            return 0;
        }
    }
    pthread_mutex_lock(&way->mutex);
    int result = 0;
    while (!way->queued && result != ETIMEDOUT) {
        result = wait_for_condition(way, &way->filled, nanos);
    }
    struct node *node = way->queued > 0 ? way->first : NULL;
    if (node) {
        way->first = node->next;
        way->queued--;
        pthread_cond_signal(&way->emptied);
    }
    pthread_mutex_unlock(&way->mutex);
    long taken = node && node->item;
    free(node);
    return taken;
}

static long take_wakeup(struct way *way, long nanos) {
    uint64_t value;
    if (wait_for_descriptor(way, nanos) <= 0) {
        return 0;
    }
    check(read(way->reader, &value, sizeof value) == sizeof value, "read");
    return atomic_exchange(&way->given, 0);
}

static long run_task(struct way *way) {
    task *_Atomic *place = &way->tasks[way->taken % ROOM];
    task *next;
    while (!(next = atomic_load(place))) { /* the place is somebody's who has not stored yet */
    }
    atomic_store(place, NULL);
    atomic_fetch_add(&way->taken, 1);
    long before = way->arrived;
    next(way);
    return way->arrived - before;
}

static long take_mail(struct way *way, long nanos) {
    uint64_t value;
    while (way->taken == atomic_load(&way->posted)) {
        atomic_store(&way->asleep, 1);
        if (way->taken != atomic_load(&way->posted)) {
            break;
        }
        if (wait_for_descriptor(way, nanos) <= 0) {
            break;
        }
        (void) !read(way->reader, &value, sizeof value);
    }
    atomic_store(&way->asleep, 0);
    return way->taken == atomic_load(&way->posted) ? 0 : run_task(way);
}

/* A loop that never sleeps looks into its mailbox itself. */
static long take_mail_busily(struct way *way, long nanos) {
    long end = nanos < 0 ? LONG_MAX : now() + nanos;
    struct epoll_event event;
    while (way->taken == atomic_load(&way->posted)) {
        if (nanos >= 0 && now() > end) {
            return 0;
        }
        epoll_wait(way->epoll, &event, 1, 0);
    }
    return run_task(way);
}

static long take(struct way *way, long nanos) {
    switch (way->form.kind) {
        case SIGNAL:
            return take_signal(way, nanos);
        case SIGNALFD:
            return take_signalfd(way, nanos);
        case EVENTFD:
            return take_eventfd(way, nanos);
        case STREAM:
            return take_bytes(way, nanos);
        case FUTEX:
            return take_futex(way, nanos);
        case WAKEUP:
            return take_wakeup(way, nanos);
        case MAILBOX:
            return way->form.busy ? take_mail_busily(way, nanos) : take_mail(way, nanos);
        default:
            return take_queued(way, nanos);
    }
}

/* --- both ends ---------------------------------------------------------------------------------------------------- */

static void usage(long *cpu, long *switches) {
    struct timespec time;
    struct rusage use;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    getrusage(RUSAGE_THREAD, &use);
    *cpu = time.tv_sec * 1000000000L + time.tv_nsec;
    *switches = use.ru_nvcsw + use.ru_nivcsw;
}

static void pin(int cpu) {
    cpu_set_t set;
    if (cpu < 0) {
        return;
    }
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    check(sched_setaffinity(0, sizeof set, &set) == 0, "sched_setaffinity");
}

/* The epoll belongs to who waits: a signalfd in it looks at the signals of the thread, or the process, that added it. */
static void begin(struct way *way) {
    if (way->reader < 0 || way->epoll >= 0) {
        return;
    }
    struct epoll_event event = {.events = EPOLLIN | (way->form.edge ? EPOLLET : 0)};
    way->epoll = epoll_create1(EPOLL_CLOEXEC);
    check(way->epoll >= 0 && epoll_ctl(way->epoll, EPOLL_CTL_ADD, way->reader, &event) == 0, "epoll");
}

static void count_flood(long units) {
    long delivered = 0, all = 0;
    int sent = 0; /* all, before the last look: not while this thread was kept from its CPU */
    while (units > 0 || !sent) {
        if (units > 0) {
            delivered++;
            all += units;
            shared->last_at = now();
        }
        sent = atomic_load(&shared->done);
        units = take(&shared->forth, QUIET);
    }
    shared->delivered = delivered;
    shared->units = all;
}

static void *answer(void *unused) {
    pin(answering_cpu);
    begin(&shared->forth);
    while (1) {
        long units = take(&shared->forth, FOREVER);
        long cpu, switches;
        switch (units ? (int) shared->mode : -1) {
            case TRIPS:
                shared->one_way = now() - shared->sent_at;
                break;
            case FLOOD:
                count_flood(units);
                break;
            case USAGE:
                usage(&cpu, &switches);
                shared->cpu = cpu;
                shared->switches = switches;
                break;
            case END:
                return unused;
            default:
                continue;
        }
        give_surely(&shared->back);
    }
}

static void await_answer(void) {
    while (!take(&shared->back, FOREVER)) {
    }
}

/* Of both ends. */
static void usage_of_both(long *cpu, long *switches) {
    usage(cpu, switches);
    if (shared->forth.form.kind == TIMER) {
        return;
    }
    shared->mode = USAGE;
    give_surely(&shared->forth);
    await_answer();
    *cpu += shared->cpu;
    *switches += shared->switches;
}

/* --- latencies: 128 steps to each power of two, so at most 1 % wrong ------------------------------------------------- */

#define STEPS 128
struct latencies {
    long counts[64 * STEPS], count, max;
};

static int step_of(long nanos) {
    if (nanos < STEPS) {
        return nanos < 0 ? 0 : (int) nanos;
    }
    int shift = 63 - __builtin_clzl(nanos) - 7;
    return (shift + 1) * STEPS + (int) ((nanos >> shift) - STEPS);
}

static long nanos_of(int step) {
    if (step < STEPS) {
        return step;
    }
    int shift = step / STEPS - 1;
    return ((long) (step % STEPS + STEPS) << shift) + ((1L << shift) >> 1);
}

static void record(struct latencies *latencies, long nanos) {
    latencies->counts[step_of(nanos)]++;
    latencies->count++;
    latencies->max = nanos > latencies->max ? nanos : latencies->max;
}

static long percentile(struct latencies *latencies, double share) {
    long wanted = (long) (latencies->count * share + 0.999999), seen = 0;
    for (int step = 0; step < 64 * STEPS; step++) {
        seen += latencies->counts[step];
        if (seen >= wanted && seen > 0) {
            long nanos = nanos_of(step);
            return nanos < latencies->max ? nanos : latencies->max;
        }
    }
    return -1;
}

/* A percentile that no single event stands for is none. */
static void print(struct latencies *latencies) {
    long count = latencies->count;
    printf(" %ld %ld %ld %ld", count > 0 ? percentile(latencies, .5) : -1, count >= 100 ? percentile(latencies, .99) : -1,
            count >= 1000 ? percentile(latencies, .999) : -1, count > 0 ? latencies->max : -1);
}

/* --- what is measured --------------------------------------------------------------------------------------------- */

static void arm(int fd, long when, long interval) {
    struct itimerspec spec = {.it_value = span(when), .it_interval = span(interval)};
    check(timerfd_settime(fd, TFD_TIMER_ABSTIME, &spec, NULL) == 0, "timerfd_settime");
}

static void trip(struct latencies *one_way, struct latencies *round_trip) {
    struct way *forth = &shared->forth;
    if (forth->form.kind == TIMER) {
        long due = now() + PERIOD;
        arm(forth->reader, due, 0);
        take_eventfd(forth, FOREVER);
        record(one_way, now() - due);
        return;
    }
    long start = now();
    shared->sent_at = start;
    give_surely(forth);
    await_answer();
    record(round_trip, now() - start);
    record(one_way, shared->one_way);
}

static void trips(long millis, long most) {
    static struct latencies one_way, round_trip;
    memset(&one_way, 0, sizeof one_way);
    memset(&round_trip, 0, sizeof round_trip);
    long cpu, switches, cpu_before, switches_before;
    begin(&shared->back);
    usage_of_both(&cpu_before, &switches_before);
    shared->mode = TRIPS;
    long end = now() + millis * 1000000;
    long count = 0;
    do {
        trip(&one_way, &round_trip);
        count++;
    } while (count != most && now() < end);
    usage_of_both(&cpu, &switches);
    printf("trips %ld", count);
    print(&one_way);
    print(&round_trip);
    double events = count * (shared->forth.form.kind == TIMER ? 1.0 : 2.0);
    printf(" %.1f %.4f\n", (cpu - cpu_before) / events, (switches - switches_before) / events);
}

static void tick(long millis) {
    long start = now(), delivered = 0, units = 0;
    arm(shared->forth.reader, start + TICK, TICK);
    while (now() < start + millis * 1000000) {
        units += take_eventfd(&shared->forth, FOREVER);
        delivered++;
    }
    long last = now();
    arm(shared->forth.reader, 0, 0);
    printf("flood %ld %ld %ld %.1f\n", (last - start) / TICK, delivered, units, delivered * 1e9 / (last - start));
}

static void flood(long millis) {
    begin(&shared->back);
    if (shared->forth.form.kind == TIMER) {
        tick(millis);
        return;
    }
    shared->done = 0;
    shared->mode = FLOOD;
    long start = now(), end = start + millis * 1000000, sent = 0;
    while (now() < end) {
        for (int i = 0; i < 16; i++) {
            give_surely(&shared->forth);
            sent++;
        }
    }
    shared->done = 1;
    await_answer();
    double seconds = (shared->last_at - start) / 1e9;
    printf("flood %ld %ld %ld %.1f\n", sent, shared->delivered, shared->units, shared->delivered / seconds);
}

/* --- opening and closing ------------------------------------------------------------------------------------------ */

static void open_stream(struct way *way) {
    int ends[2];
    if (way->form.type) {
        check(socketpair(AF_UNIX, way->form.type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0, "socketpair");
    } else {
        check(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0, "pipe2");
    }
    way->reader = ends[0];
    way->writer = ends[1];
}

static void open_way(struct way *way, const struct form *form, int signal, int busy) {
    memset(way, 0, sizeof *way);
    way->form = *form;
    way->form.busy |= busy;
    way->reader = way->writer = way->epoll = -1;
    way->target = getpid();
    way->signal = form->size ? SIGRTMIN + signal : signal ? SIGWINCH : SIGUSR1;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&way->mutex, NULL);
    pthread_cond_init(&way->filled, &monotonic);
    pthread_cond_init(&way->emptied, &monotonic);
    switch (form->kind) {
        case SIGNALFD: {
            sigset_t set;
            sigemptyset(&set);
            sigaddset(&set, way->signal);
            way->reader = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
            check(way->reader >= 0, "signalfd");
            break;
        }
        case EVENTFD:
        case WAKEUP:
        case MAILBOX:
            way->reader = way->writer = eventfd(0, form->type | EFD_NONBLOCK | EFD_CLOEXEC);
            check(way->reader >= 0, "eventfd");
            break;
        case TIMER:
            way->reader = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
            check(way->reader >= 0, "timerfd_create");
            break;
        case STREAM:
            open_stream(way);
            break;
        default:
            break;
    }
}

static void close_way(struct way *way) {
    for (int i = 0; i < 3; i++) {
        int fd = i == 0 ? way->epoll : i == 1 ? way->reader : way->writer == way->reader ? -1 : way->writer;
        if (fd >= 0) {
            close(fd);
        }
    }
}

static void start_partner(int processes) {
    if (!processes) {
        check(pthread_create(&partner, NULL, answer, NULL) == 0, "pthread_create");
        return;
    }
    fflush(stdout);
    child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        answer(NULL);
        _exit(0);
    }
    shared->forth.target = child;
}

static void open_both(const char *name, int processes, int busy, int first_cpu, int second_cpu) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(forms[i].name, name) == 0) {
            answering_cpu = second_cpu;
            child = 0;
            open_way(&shared->forth, &forms[i], 0, busy);
            open_way(&shared->back, &forms[i], 1, busy);
            pin(first_cpu);
            if (forms[i].kind == TIMER) {
                begin(&shared->forth);
            } else {
                start_partner(processes);
            }
            printf("open %d\n", child ? child : getpid());
            return;
        }
    }
    printf("failed: no such mechanism: %s\n", name);
}

static void close_both(void) {
    if (shared->forth.form.kind != TIMER) {
        shared->mode = END;
        give_surely(&shared->forth);
        if (child) {
            waitpid(child, NULL, 0);
        } else {
            pthread_join(partner, NULL);
        }
    }
    close_way(&shared->forth);
    close_way(&shared->back);
    printf("closed\n");
}

int main(void) {
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigaddset(&blocked, SIGWINCH);
    sigaddset(&blocked, SIGRTMIN);
    sigaddset(&blocked, SIGRTMIN + 1);
    check(sigprocmask(SIG_BLOCK, &blocked, NULL) == 0, "sigprocmask");
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(shared != MAP_FAILED, "mmap");
    char line[256], name[64], layout[16];
    while (alarm(PATIENCE), fgets(line, sizeof line, stdin)) {
        long millis, count;
        int busy, first_cpu, second_cpu;
        if (sscanf(line, "open %63s %15s %d %d %d", name, layout, &busy, &first_cpu, &second_cpu) == 5) {
            open_both(name, strcmp(layout, "processes") == 0, busy, first_cpu, second_cpu);
        } else if (sscanf(line, "trips %ld %ld", &millis, &count) == 2) {
            trips(millis, count);
        } else if (sscanf(line, "flood %ld", &millis) == 1) {
            flood(millis);
        } else if (strcmp(line, "close\n") == 0) {
            close_both();
        } else {
            printf("failed: open, trips, flood or close, not %s", line);
        }
        fflush(stdout);
    }
    return 0;
}

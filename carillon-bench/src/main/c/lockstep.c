/*
 * The load of echo and HTTP servers in lockstep: servers and load share one CPU, and take turns on it. The load sends a message
 * to every connection, then sleeps in its first receive; the server finds the whole batch, answers it, and sleeps in its next
 * wait. What counts is the server's own clock, CLOCK_PROCESS_CPUTIME_ID, which the load does not move.
 *
 *   lockstep on CPU PROGRAM [ARGUMENT]...   becomes a program that runs so: a server
 *   lockstep load CPU                       the load; told what to do by lines, each of which is answered by one line:
 *
 *     server PORT PID            there is one more of them, the first is 0               "server"
 *     open CONNECTIONS BYTES     connects to each of them, to be sent so much and send it back  "open"
 *     answer SERVER FROM TO FILE what one of them answers to a request, but for some bytes, the date  "answer"
 *     ask CONNECTIONS DEPTH TIMES FILE  connects to each of them, to be sent the request in FILE so often at once; with TIMES
 *                                other than 0, connects anew for every batch, and closes after so many times  "asking"
 *     run SERVER MILLIS          batches to one of them, for so long                     "ran BATCHES NANOS"
 *     pass ROUNDS BATCHES        to one after the other ROUNDS rounds of so many batches, the servers in the other order each time;
 *                                nanoseconds of each round but the first, server by server: "passed NANOS NANOS ..."
 *     close                                                                              "closed"
 *
 * Every byte that comes back is compared, but for the dates. What fails is told by "failed: REASON", and is the end.
 */
#define _GNU_SOURCE
#include "server.h"
#include <sched.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#define SERVERS 32
#define PERIOD 65521 /* of the pattern, a prime: no message is a multiple of it */
#define LONGEST (64 * 1024)
#define PATIENCE 5

/* What a server answers: the bytes from one place to another one may differ. */
struct answer {
    char *bytes;
    size_t length, from, to;
};

struct server {
    int port;
    clockid_t clock;
    int *connections;
    struct answer answer;
};

static struct server servers[SERVERS];
static int server_count, connection_count, turns;
static size_t size;
static char pattern[PERIOD + LONGEST];
static char *received;
/* What is asked, DEPTH times; null where what was sent comes back. */
static char *request;
static int depth, times;

static void fail(const char *what) {
    printf("failed: %s: %s\n", what, errno ? strerror(errno) : "not as it should be");
    exit(1);
}

static void need(int held, const char *what) {
    if (!held) {
        fail(what);
    }
}

/*
 * On one CPU as SCHED_BATCH: who is woken does not take the CPU from who woke it, so a batch is written, and answered, in one
 * piece. With a slice that is longer than the longest batch, where the kernel has that (6.12), the tick does not cut it either.
 */
static void run_in_turns(int cpu) {
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes = {.size = 48, .policy = SCHED_BATCH, .runtime = 100 * 1000 * 1000};
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    need(sched_setaffinity(0, sizeof cpus, &cpus) == 0, "sched_setaffinity");
    need(syscall(SYS_sched_setattr, 0, &attributes, 0) == 0, "sched_setattr");
}

static int64_t now(clockid_t clock) {
    struct timespec time;
    need(clock_gettime(clock, &time) == 0, "clock_gettime");
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void add_server(int port, pid_t pid) {
    need(server_count < SERVERS, "more servers than there is room for");
    struct server *server = &servers[server_count++];
    server->port = port;
    need((errno = clock_getcpuclockid(pid, &server->clock)) == 0, "clock_getcpuclockid");
}

static int connect_to(int port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = PATIENCE};
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    need(fd >= 0, "socket");
    need(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0, "TCP_NODELAY");
    need(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0, "SO_RCVTIMEO");
    need(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0, "SO_SNDTIMEO");
    need(connect(fd, (struct sockaddr *) &address, sizeof address) == 0, "connect");
    return fd;
}

static void connect_all(const struct server *server) {
    for (int i = 0; i < connection_count; i++) {
        server->connections[i] = connect_to(server->port);
    }
}

static void close_all(const struct server *server) {
    for (int i = 0; i < connection_count; i++) {
        close(server->connections[i]);
    }
}

static void close_servers(void) {
    for (int i = 0; i < server_count; i++) {
        if (times == 0) {
            close_all(&servers[i]);
        }
        free(servers[i].connections);
    }
    free(received);
    free(request);
    request = NULL;
    connection_count = times = 0;
}

static void open_servers(int count, size_t most) {
    received = allocate(most);
    connection_count = count;
    for (int i = 0; i < server_count; i++) {
        servers[i].connections = allocate(count * sizeof(int));
        if (times == 0) {
            connect_all(&servers[i]);
        }
    }
}

static void open_echo(int count, size_t bytes) {
    need(bytes > 0 && bytes <= LONGEST, "bytes");
    size = bytes;
    open_servers(count, bytes);
}

static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "r");
    need(file != NULL, path);
    need(fseek(file, 0, SEEK_END) == 0, "fseek");
    *length = (size_t) ftell(file);
    rewind(file);
    char *bytes = allocate(*length + 1);
    need(fread(bytes, 1, *length, file) == *length, "fread");
    fclose(file);
    return bytes;
}

static void take_answer(struct answer *answer, long from, long to, const char *path) {
    free(answer->bytes);
    answer->bytes = read_file(path, &answer->length);
    answer->from = (size_t) from;
    answer->to = (size_t) to;
    need(from <= to && answer->to <= answer->length, "the place of the date");
}

static void open_asking(int count, int at_once, int how_often, const char *path) {
    size_t length, longest = 0;
    char *once = read_file(path, &length);
    need(at_once > 0, "requests at once");
    for (int i = 0; i < server_count; i++) {
        need(servers[i].answer.bytes != NULL, "an answer");
        longest = servers[i].answer.length > longest ? servers[i].answer.length : longest;
    }
    depth = at_once;
    times = how_often;
    size = length * at_once;
    request = allocate(size);
    for (int i = 0; i < at_once; i++) {
        memcpy(request + i * length, once, length);
    }
    free(once);
    open_servers(count, longest * at_once);
}

/* Each connection has another part of the pattern: what comes back on another one is noticed. */
static const char *message(int connection) {
    return request != NULL ? request : pattern + connection * 8191L % PERIOD;
}

static void receive(int fd, size_t length) {
    errno = 0;
    need(recv(fd, received, length, MSG_WAITALL) == (ssize_t) length, "recv");
}

static int is_answer(const struct answer *answer, const char *bytes) {
    return memcmp(bytes, answer->bytes, answer->from) == 0
        && memcmp(bytes + answer->to, answer->bytes + answer->to, answer->length - answer->to) == 0;
}

static void receive_answers(int fd, const struct answer *answer) {
    receive(fd, answer->length * depth);
    for (int i = 0; i < depth; i++) {
        need(is_answer(answer, received + i * answer->length), "an answer");
    }
}

static void exchange(const struct server *server) {
    for (int i = 0; i < connection_count; i++) {
        need(send(server->connections[i], message(i), size, MSG_NOSIGNAL) == (ssize_t) size, "send");
    }
    for (int i = 0; i < connection_count; i++) {
        if (request != NULL) {
            receive_answers(server->connections[i], &server->answer);
        } else {
            receive(server->connections[i], size);
            need(memcmp(received, message(i), size) == 0, "what came back");
        }
    }
}

static void batch(const struct server *server) {
    if (times == 0) {
        exchange(server);
        return;
    }
    connect_all(server);
    for (int i = 0; i < times; i++) {
        exchange(server);
    }
    close_all(server);
}

static void run(const struct server *server, long millis) {
    int64_t before = now(server->clock);
    int64_t end = now(CLOCK_MONOTONIC) + millis * 1000000;
    long batches = 0;
    do {
        batch(server);
        batches++;
    } while (now(CLOCK_MONOTONIC) < end);
    printf("ran %ld %lld\n", batches, (long long) (now(server->clock) - before));
}

/* The first round of each is thrown away: its caches are those of the one before. */
static void pass(int rounds, int batches) {
    int64_t *nanos = allocate(server_count * rounds * sizeof *nanos);
    for (int i = 0; i < server_count; i++) {
        int index = turns % 2 == 0 ? i : server_count - 1 - i;
        for (int round = 0; round < rounds; round++) {
            int64_t before = now(servers[index].clock);
            for (int j = 0; j < batches; j++) {
                batch(&servers[index]);
            }
            nanos[index * rounds + round] = now(servers[index].clock) - before;
        }
    }
    turns++;
    printf("passed");
    for (int i = 0; i < server_count * rounds; i++) {
        if (i % rounds != 0) {
            printf(" %lld", (long long) nanos[i]);
        }
    }
    printf("\n");
    free(nanos);
}

static void do_it(const char *line) {
    char path[512];
    int first, third;
    long second, fourth;
    if (sscanf(line, "server %d %ld", &first, &second) == 2) {
        add_server(first, (pid_t) second);
        printf("server\n");
    } else if (sscanf(line, "open %d %ld", &first, &second) == 2) {
        open_echo(first, (size_t) second);
        printf("open\n");
    } else if (sscanf(line, "answer %d %ld %ld %511s", &first, &second, &fourth, path) == 4 && first < server_count) {
        take_answer(&servers[first].answer, second, fourth, path);
        printf("answer\n");
    } else if (sscanf(line, "ask %d %ld %d %511s", &first, &second, &third, path) == 4) {
        open_asking(first, (int) second, third, path);
        printf("asking\n");
    } else if (sscanf(line, "run %d %ld", &first, &second) == 2 && first < server_count) {
        run(&servers[first], second);
    } else if (sscanf(line, "pass %d %ld", &first, &second) == 2 && first > 1) {
        pass(first, (int) second);
    } else if (strcmp(line, "close\n") == 0) {
        close_servers();
        printf("closed\n");
    } else {
        errno = EINVAL;
        fail(line);
    }
}

static void load(int cpu) {
    struct rlimit limit;
    char line[1024];
    need(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    need(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
    srandom(3);
    for (size_t i = 0; i < sizeof pattern; i++) {
        pattern[i] = i < PERIOD ? random() : pattern[i - PERIOD];
    }
    run_in_turns(cpu);
    while (fgets(line, sizeof line, stdin) != NULL) {
        do_it(line);
        fflush(stdout);
    }
}

int main(int argc, char **argv) {
    if (argc > 3 && strcmp(argv[1], "on") == 0) {
        run_in_turns(atoi(argv[2]));
        execvp(argv[3], argv + 3);
        fail(argv[3]);
    }
    if (argc != 3 || strcmp(argv[1], "load") != 0) {
        fprintf(stderr, "usage: lockstep on CPU PROGRAM [ARGUMENT]... | lockstep load CPU\n");
        return 2;
    }
    load(atoi(argv[2]));
}

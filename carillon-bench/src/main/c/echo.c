/*
 * Echo servers that Carillon's is measured against, one thread each, on a free port of the loopback.
 *
 *   echo documents   as the documents have it: edge-triggered; what was read, up to EAGAIN, is put into the connection's
 *                    buffer and EPOLLOUT switched on; the next wait reports room, it is written, and EPOLLOUT is switched
 *                    off: five system calls and two waits
 *   echo toggling    the same, level-triggered: one read, so four system calls and two waits
 *   echo lean        as few calls as there can be: one read, one write; EPOLLOUT only when a write was short
 *   echo lean-et     the same, edge-triggered: a short read has emptied the socket
 *   echo lean-mt     lean, with a second thread that sleeps: the kernel counts the users of a descriptor then, as in any JVM
 *
 * Prints "listening on HOST:PORT"; ends when its standard input does.
 */
#define _GNU_SOURCE
#include "server.h"
#include <pthread.h>
#include <sys/epoll.h>

#define BATCH 1024
#define SIZE (64 * 1024)

struct connection {
    int fd;
    char *bytes; /* what waits to be written: of "lean" only there after a short write */
    size_t sent, filled;
};

static int epoll;
static uint32_t edge; /* EPOLLET, or 0 */
static struct connection listener, input;

static void control(int operation, struct connection *connection, uint32_t interest) {
    struct epoll_event event = {.events = interest, .data.ptr = connection};
    check(epoll_ctl(epoll, operation, connection->fd, &event) == 0, "epoll_ctl");
}

static void end(struct connection *connection) {
    close(connection->fd);
    free(connection->bytes);
    free(connection);
}

static void take_all(int with_buffer) {
    int fd;
    while ((fd = accept4(listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct connection *connection = allocate(sizeof *connection);
        *connection = (struct connection){.fd = fd, .bytes = with_buffer ? allocate(SIZE) : NULL};
        control(EPOLL_CTL_ADD, connection, EPOLLIN | edge);
    }
    check(errno == EAGAIN, "accept4");
}

/* Whether the connection is still there after a call that transferred so many bytes. */
static int lives(struct connection *connection, ssize_t count) {
    if (count > 0 || (count < 0 && errno == EAGAIN)) {
        return 1;
    }
    end(connection);
    return 0;
}

/* After a change of what waits: room to read into, bytes to write. */
static void toggle(struct connection *connection) {
    uint32_t in = connection->filled < SIZE ? EPOLLIN : 0;
    uint32_t out = connection->sent < connection->filled ? EPOLLOUT : 0;
    control(EPOLL_CTL_MOD, connection, in | out | edge);
}

/* One read, or edge-triggered all that is there. Whether the connection is still there. */
static int fill(struct connection *connection) {
    size_t before = connection->filled;
    ssize_t count;
    do {
        if (connection->filled == SIZE) {
            break;
        }
        count = read(connection->fd, connection->bytes + connection->filled, SIZE - connection->filled);
        if (!lives(connection, count)) {
            return 0;
        }
        connection->filled += count > 0 ? count : 0;
    } while (edge && count > 0);
    if (connection->filled > before) {
        toggle(connection);
    }
    return 1;
}

static void drain(struct connection *connection) {
    ssize_t count = send(
        connection->fd, connection->bytes + connection->sent, connection->filled - connection->sent, MSG_NOSIGNAL);
    if (!lives(connection, count)) {
        return;
    }
    connection->sent += count > 0 ? count : 0;
    if (connection->sent == connection->filled) {
        connection->sent = connection->filled = 0;
        toggle(connection);
    }
}

static void as_documented(struct connection *connection, uint32_t events) {
    if ((events & ~EPOLLOUT) && !fill(connection)) {
        return;
    }
    if ((events & EPOLLOUT) && connection->sent < connection->filled) {
        drain(connection);
    }
}

/* Nothing more is read until this is written. */
static void keep(struct connection *connection, const char *bytes, size_t count) {
    connection->bytes = allocate(count);
    memcpy(connection->bytes, bytes, count);
    connection->sent = 0;
    connection->filled = count;
    control(EPOLL_CTL_MOD, connection, EPOLLOUT | edge);
}

static void write_rest(struct connection *connection) {
    ssize_t count = send(
        connection->fd, connection->bytes + connection->sent, connection->filled - connection->sent, MSG_NOSIGNAL);
    if (!lives(connection, count)) {
        return;
    }
    connection->sent += count > 0 ? count : 0;
    if (connection->sent == connection->filled) {
        free(connection->bytes);
        connection->bytes = NULL;
        control(EPOLL_CTL_MOD, connection, EPOLLIN | edge);
    }
}

/* One read and its write. Whether there may be more to read, which an edge does not tell again. */
static int lean_step(struct connection *connection) {
    static char buffer[SIZE];
    ssize_t count = recv(connection->fd, buffer, SIZE, 0);
    if (!lives(connection, count) || count < 0) {
        return 0;
    }
    ssize_t sent = send(connection->fd, buffer, count, MSG_NOSIGNAL);
    if (sent == count) {
        return edge && count == SIZE;
    }
    if (lives(connection, sent)) {
        sent = sent > 0 ? sent : 0;
        keep(connection, buffer + sent, count - sent);
    }
    return 0;
}

static void lean(struct connection *connection) {
    if (connection->bytes != NULL) {
        write_rest(connection);
        return;
    }
    while (lean_step(connection)) {
    }
}

static void *sleep_for_ever(void *unused) {
    pause();
    return unused;
}

static void have_a_second_thread(void) {
    pthread_t thread;
    check(pthread_create(&thread, NULL, sleep_for_ever, NULL) == 0, "pthread_create");
}

int main(int argc, char **argv) {
    const char *kind = argc == 2 ? argv[1] : "";
    int documented = strcmp(kind, "documents") == 0 || strcmp(kind, "toggling") == 0;
    if (!documented && strcmp(kind, "lean") != 0 && strcmp(kind, "lean-et") != 0 && strcmp(kind, "lean-mt") != 0) {
        fprintf(stderr, "usage: echo documents|toggling|lean|lean-et|lean-mt\n");
        return 2;
    }
    if (strcmp(kind, "lean-mt") == 0) {
        have_a_second_thread();
    }
    edge = strcmp(kind, "documents") == 0 || strcmp(kind, "lean-et") == 0 ? EPOLLET : 0;
    epoll = epoll_create1(EPOLL_CLOEXEC);
    check(epoll >= 0, "epoll_create1");
    listener.fd = listen_on_loopback();
    input.fd = STDIN_FILENO;
    control(EPOLL_CTL_ADD, &listener, EPOLLIN);
    control(EPOLL_CTL_ADD, &input, EPOLLIN);
    struct epoll_event events[BATCH];
    for (;;) {
        int count = epoll_wait(epoll, events, BATCH, -1);
        check(count >= 0 || errno == EINTR, "epoll_wait");
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == &input) {
                return 0; /* whoever started it has gone */
            } else if (connection == &listener) {
                take_all(documented);
            } else if (documented) {
                as_documented(connection, events[i].events);
            } else {
                lean(connection);
            }
        }
    }
}

/*
 * Relays that Carillon's is measured against: one connection on a free port of the loopback, carried on to another port,
 * with a thread each way, blocking, and so with as few calls as there can be.
 *
 *   relay copy PORT     read and write, 64 KiB at a time
 *   relay splice PORT   through a pipe of 1 MiB, inside the kernel
 *
 * Prints "listening on HOST:PORT"; ends when its standard input does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COPY_SIZE (64 * 1024)
#define PIPE_SIZE (1024 * 1024)

struct way {
    int from, to;
};

static void check(int held, const char *what) {
    if (!held) {
        fprintf(stderr, "%s: %s\n", what, strerror(errno));
        exit(1);
    }
}

static void *copy(void *argument) {
    struct way *way = argument;
    char *bytes = malloc(COPY_SIZE);
    check(bytes != NULL, "malloc");
    ssize_t count;
    while ((count = read(way->from, bytes, COPY_SIZE)) > 0) {
        for (ssize_t sent = 0; sent < count;) {
            ssize_t more = write(way->to, bytes + sent, count - sent);
            check(more > 0, "write");
            sent += more;
        }
    }
    shutdown(way->to, SHUT_WR);
    return NULL;
}

static void *splice_through_pipe(void *argument) {
    struct way *way = argument;
    int ends[2];
    check(pipe2(ends, O_CLOEXEC) == 0, "pipe2");
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE); /* a smaller one does as well */
    ssize_t count;
    while ((count = splice(way->from, NULL, ends[1], NULL, PIPE_SIZE, SPLICE_F_MOVE)) > 0) {
        while (count > 0) {
            ssize_t sent = splice(ends[0], NULL, way->to, NULL, count, SPLICE_F_MOVE);
            check(sent > 0, "splice");
            count -= sent;
        }
    }
    shutdown(way->to, SHUT_WR);
    return NULL;
}

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int tcp(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(fd >= 0, "socket");
    return fd;
}

/* Ends with its input, so also when the runner dies. */
static void *await_end(void *unused) {
    char byte;
    while (read(0, &byte, 1) > 0) {
    }
    exit(0);
    return unused;
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: relay copy|splice PORT\n");
        return 2;
    }
    void *(*carry)(void *) = strcmp(arguments[1], "splice") == 0 ? splice_through_pipe : copy;
    signal(SIGPIPE, SIG_IGN);
    int listener = tcp();
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    check(bind(listener, (struct sockaddr *)&address, size) == 0, "bind");
    check(listen(listener, 1) == 0, "listen");
    check(getsockname(listener, (struct sockaddr *)&address, &size) == 0, "getsockname");
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    pthread_t waiting, forth, back;
    check(pthread_create(&waiting, NULL, await_end, NULL) == 0, "pthread_create");
    int near = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    check(near >= 0, "accept4");
    int far = tcp();
    address = loopback(atoi(arguments[2]));
    check(connect(far, (struct sockaddr *)&address, sizeof address) == 0, "connect");
    struct way ways[] = {{near, far}, {far, near}};
    check(pthread_create(&forth, NULL, carry, &ways[0]) == 0, "pthread_create");
    check(pthread_create(&back, NULL, carry, &ways[1]) == 0, "pthread_create");
    pthread_join(waiting, NULL);
}

/*
 * The leanest echo server over TLS 1.3 with OpenSSL, one thread, on a free port of the loopback: a read takes all that is
 * there (read-ahead), each record goes back as one, and EPOLLOUT is waited for only after a write that was short.
 *
 *   echo-tls KEY.p12     the file's password is "carillon"
 *
 * Prints "listening on HOST:PORT"; ends when its standard input does.
 */
#define _GNU_SOURCE
#include "server.h"
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>

#define BATCH 1024
#define SIZE (64 * 1024)
#define RECORD (16 * 1024)

struct connection {
    int fd;
    SSL *tls;
    char *bytes; /* what waits to be written: only there after a short write */
    size_t waiting;
};

static int epoll;
static SSL_CTX *context;
static struct connection listener, input;

static void check_tls(int held, const char *what) {
    if (!held) {
        ERR_print_errors_fp(stderr);
        fprintf(stderr, "%s\n", what);
        exit(1);
    }
}

static void control(int operation, struct connection *connection, uint32_t interest) {
    struct epoll_event event = {.events = interest, .data.ptr = connection};
    check(epoll_ctl(epoll, operation, connection->fd, &event) == 0, "epoll_ctl");
}

static void end(struct connection *connection) {
    SSL_free(connection->tls);
    close(connection->fd);
    free(connection->bytes);
    free(connection);
}

static void take_all(void) {
    int fd;
    while ((fd = accept4(listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct connection *connection = allocate(sizeof *connection);
        *connection = (struct connection){.fd = fd, .tls = SSL_new(context)};
        check_tls(connection->tls != NULL && SSL_set_fd(connection->tls, fd) == 1, "SSL_new");
        SSL_set_accept_state(connection->tls);
        control(EPOLL_CTL_ADD, connection, EPOLLIN);
    }
    check(errno == EAGAIN, "accept4");
}

/* Whether the connection is still there after a call of OpenSSL's that did not succeed. */
static int lives(struct connection *connection, int result) {
    int error = SSL_get_error(connection->tls, result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
        return 1;
    }
    ERR_clear_error();
    end(connection);
    return 0;
}

/* Nothing more is read until this is written: OpenSSL holds the record, and wants to see the same bytes again. */
static void keep(struct connection *connection, const char *bytes, size_t count) {
    connection->bytes = allocate(count);
    memcpy(connection->bytes, bytes, count);
    connection->waiting = count;
    control(EPOLL_CTL_MOD, connection, EPOLLOUT);
}

static int write_rest(struct connection *connection) {
    int sent = SSL_write(connection->tls, connection->bytes, connection->waiting);
    if (sent <= 0) {
        return lives(connection, sent) && 0;
    }
    free(connection->bytes);
    connection->bytes = NULL;
    control(EPOLL_CTL_MOD, connection, EPOLLIN);
    return 1;
}

/* A read of the kernel is the first record's; those behind it are there already. */
static void echo(struct connection *connection) {
    static char buffer[RECORD];
    do {
        int count = SSL_read(connection->tls, buffer, RECORD);
        if (count <= 0) {
            lives(connection, count);
            return;
        }
        int sent = SSL_write(connection->tls, buffer, count);
        if (sent <= 0) {
            if (lives(connection, sent)) {
                keep(connection, buffer, count);
            }
            return;
        }
    } while (SSL_has_pending(connection->tls));
}

static void serve(struct connection *connection) {
    if (connection->bytes == NULL || write_rest(connection)) {
        echo(connection);
    }
}

static void load_key(const char *path) {
    FILE *file = fopen(path, "rb");
    check(file != NULL, path);
    EVP_PKEY *key = NULL;
    X509 *certificate = NULL;
    PKCS12 *store = d2i_PKCS12_fp(file, NULL);
    check_tls(store != NULL && PKCS12_parse(store, "carillon", &key, &certificate, NULL) == 1, path);
    fclose(file);
    context = SSL_CTX_new(TLS_server_method());
    check_tls(context != NULL, "SSL_CTX_new");
    check_tls(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1, "TLS 1.3");
    check_tls(SSL_CTX_use_certificate(context, certificate) == 1, "certificate");
    check_tls(SSL_CTX_use_PrivateKey(context, key) == 1, "key");
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_default_read_buffer_len(context, SIZE);
    SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: echo-tls KEY.p12\n");
        return 2;
    }
    load_key(argv[1]);
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
                take_all();
            } else {
                serve(connection);
            }
        }
    }
}

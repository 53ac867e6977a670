/*
 * The floor: what connect and http checks cost a program that does nothing else. One epoll, edge-triggered; checks begin in steps of
 * 50 ms, as the daemon's do; a result is looked at and forgotten: no deadlines, no table, no log.
 *
 *     floor FILE
 *
 * The file's first line is "connect SECONDS" or "http SECONDS", the interval; each other line is an address, "127.1.0.1:8080".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BEAT = 50, EVENTS = 256, ANSWER = 4096 };

struct server {
    struct sockaddr_in address;
    char request[160];
    int length;
    int fd;
    int sent;
};

static struct server *servers;
static int count, epoll, http;
static long failures;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void read_file(const char *path, int *interval) {
    char kind[16], line[64];
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%15s %d\n", kind, interval) != 2)
        fail(path);
    http = strcmp(kind, "http") == 0;
    while (fgets(line, sizeof line, file)) {
        char *port = strchr(line, ':');
        if (!port)
            continue;
        if (count % 1024 == 0 && !(servers = realloc(servers, (count + 1024) * sizeof *servers)))
            fail("realloc");
        struct server *server = &servers[count++];
        memset(server, 0, sizeof *server);
        server->fd = -1;
        server->address.sin_family = AF_INET;
        server->address.sin_port = htons(atoi(port + 1));
        line[strcspn(line, "\n")] = 0;
        server->length = snprintf(server->request, sizeof server->request,
            "GET /index.html HTTP/1.1\r\nHost: %s\r\nUser-Agent: ldirectord\r\nConnection: close\r\n\r\n", line);
        *port = 0;
        if (inet_pton(AF_INET, line, &server->address.sin_addr) != 1)
            fail(line);
    }
    fclose(file);
}

static void end(struct server *server, int passed) {
    close(server->fd);
    server->fd = -1;
    failures += !passed;
}

static void begin(struct server *server) {
    if (server->fd >= 0)
        end(server, 0);
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (server->fd < 0)
        fail("socket");
    server->sent = 0;
    if (connect(server->fd, (struct sockaddr *)&server->address, sizeof server->address) != 0 && errno != EINPROGRESS) {
        end(server, 0);
        return;
    }
    struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = server };
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, server->fd, &event) != 0)
        fail("epoll_ctl");
}

/* The whole answer of the bench's web server comes in one piece. */
static void answered(struct server *server) {
    char answer[ANSWER + 1];
    ssize_t size = recv(server->fd, answer, ANSWER, 0);
    if (size < 0 && errno == EAGAIN)
        return;
    answer[size > 0 ? size : 0] = 0;
    char *body = strstr(answer, "\r\n\r\n");
    end(server, strncmp(answer, "HTTP/1.1 200 ", 13) == 0 && body && strstr(body, "ok"));
}

static void on_event(struct server *server, unsigned events) {
    if (server->fd < 0)
        return;
    if (events & (EPOLLERR | EPOLLHUP)) {
        end(server, 0);
    } else if (!http) {
        end(server, 1);
    } else if (!server->sent) {
        server->sent = 1;
        if (send(server->fd, server->request, server->length, MSG_NOSIGNAL) != server->length)
            end(server, 0);
    } else if (events & EPOLLIN) {
        answered(server);
    }
}

int main(int words, char **word) {
    int interval;
    if (words != 2)
        return 2;
    read_file(word[1], &interval);
    struct rlimit files = { 0 };
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if ((epoll = epoll_create1(EPOLL_CLOEXEC)) < 0)
        fail("epoll_create1");
    int beats = interval * 1000 / BEAT;
    long next = now();
    for (long beat = 0;;) {
        long wait = next - now();
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(epoll, events, EVENTS, wait > 0 ? wait : 0);
        for (int i = 0; i < ready; i++)
            on_event(events[i].data.ptr, events[i].events);
        if (now() < next)
            continue;
        for (int i = beat % beats; i < count; i += beats)
            begin(&servers[i]);
        beat++;
        /* A beat that is late shifts those after it: what was missed is not made up for. */
        long late = now() - next;
        next += late < BEAT ? BEAT : late;
        if (beat % beats == 0 && failures) {
            fprintf(stderr, "%ld failed\n", failures);
            failures = 0;
        }
    }
}

/** How the kernel is asked what is ready: by {@code epoll(7)}, or by a set that {@code poll(2)} and {@code select(2)} are handed anew. Not exported. */
package dev.carillon.loop.poll;

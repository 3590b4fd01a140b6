/**
 * The raw kernel boundary: libc functions, C constants and struct offsets, memory by address.
 *
 * <p>One class a C header, named after it ({@code EpollH} is {@code <sys/epoll.h>}): its functions, then its constants,
 * then the offsets of its structs. Functions return {@code -errno}. This package is the only place that links native
 * code, and it is not exported; the facilities in {@link dev.carillon.linux} are the API.
 */
package dev.carillon.linux.ffm;

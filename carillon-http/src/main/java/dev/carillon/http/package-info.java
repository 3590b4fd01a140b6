/** HTTP/1.1 without I/O: heads, bodies, dates, ranges, and what of them is refused (RFC 9110, RFC 9112). */
package dev.carillon.http;

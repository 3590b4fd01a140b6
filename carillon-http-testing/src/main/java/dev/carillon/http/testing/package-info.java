/**
 * For tests of programs that serve HTTP: {@link dev.carillon.http.testing.TestHttp}, a server and its clients without sockets, in
 * a time that passes when the test says so.
 */
package dev.carillon.http.testing;

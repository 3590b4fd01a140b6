/** Bytes that wait to be written, and the thread that writes where the loop must not wait. */
package dev.carillon.loop.stream;

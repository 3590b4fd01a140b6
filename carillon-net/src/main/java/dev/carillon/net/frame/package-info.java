/**
 * Framing: bytes in, messages out. Pure: no socket, no loop, no thread. Each codec has its limits in its constructor and
 * refuses what is beyond them before it is buffered.
 */
package dev.carillon.net.frame;

/**
 * What can tell another thread or process that something has happened, each behind the same two methods: {@code Sending}
 * and {@code Receiving}. {@code MechanismPeer} measures ours and the JDK's in processes of their own, and {@code
 * mechanisms.c} the same in C, with the same protocol; {@code MechanismFigures} keeps what they answer.
 */
package dev.carillon.bench.mechanism;

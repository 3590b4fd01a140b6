/**
 * The event loop: one thread that waits for everything Linux can signal.
 *
 * <p>{@link dev.carillon.loop.EventLoop} is the loop, {@link dev.carillon.loop.Sources} lists what it can listen to, and
 * {@link dev.carillon.loop.Source} says what all sources have in common.
 *
 * <p>Thread rule: a loop and its sources are used on the loop's thread. Safe from other threads are
 * {@link dev.carillon.loop.EventLoop#execute execute}, {@link dev.carillon.loop.EventLoop#submit submit},
 * {@link dev.carillon.loop.EventLoop#stop stop}, {@link dev.carillon.loop.EventLoop#close close},
 * {@link dev.carillon.loop.CounterSource#add add}, every {@code await}, and reading statistics and ledgers.
 */
package dev.carillon.loop;

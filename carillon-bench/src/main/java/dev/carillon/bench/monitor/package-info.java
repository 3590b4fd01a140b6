/** Monitors: how long from what happens to what is started because of it, ours beside what Debian has. */
package dev.carillon.bench.monitor;

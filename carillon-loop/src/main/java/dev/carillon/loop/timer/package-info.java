/** Deadlines by the hundred thousand: one structure a loop, one kernel timer for the earliest. Not exported. */
package dev.carillon.loop.timer;

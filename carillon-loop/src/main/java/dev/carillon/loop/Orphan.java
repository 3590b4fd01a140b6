package dev.carillon.loop;

import dev.carillon.linux.ExitStatus;

/**
 * A process whose own parent had ended before it, and that was reaped by this one.
 *
 * @param pid the process id that it had
 * @param name the name of its program, at the most 15 characters
 * @param status exit code or signal
 */
public record Orphan(int pid, String name, ExitStatus status) {}

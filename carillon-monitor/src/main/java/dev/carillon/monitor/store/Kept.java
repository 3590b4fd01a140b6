package dev.carillon.monitor.store;

import dev.carillon.monitor.action.Notice;
import java.time.Instant;

/**
 * What an earlier monitor was still to tell.
 *
 * @param action the action's name
 * @param since when the first change of the alarm came that was not told
 */
public record Kept(String action, Notice notice, Instant since) {}

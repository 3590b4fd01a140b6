package dev.carillon.app.monitor;

import java.time.Instant;
import java.util.Map;

/**
 * One line of the monitor.
 *
 * @param seq the event's number, 1 and up without gaps; 0 for lines that are no events (start, statistics, end)
 * @param time when it was handled
 * @param source the source's name
 * @param kind what kind of line it is
 * @param fields what else there is to say, in order: strings, numbers, and maps and lists of them
 */
record Event(long seq, Instant time, String source, String kind, Map<String, Object> fields) {}

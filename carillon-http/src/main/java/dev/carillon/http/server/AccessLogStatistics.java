package dev.carillon.http.server;

/**
 * What has become of an access log's lines: {@code given = written + dropped}, and what waits.
 *
 * @param given lines there were to write
 * @param written lines that the kernel has taken completely
 * @param dropped lines lost because too many waited, or at the end
 * @param failures attempts to write or to reopen that failed
 * @param reopened how often the path was opened anew
 */
public record AccessLogStatistics(long given, long written, long dropped, long failures, long reopened) {}

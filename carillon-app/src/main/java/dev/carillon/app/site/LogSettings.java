package dev.carillon.app.site;

import dev.carillon.http.server.AccessLogFormat;
import java.nio.file.Path;

/**
 * An access log as somebody wants it.
 *
 * @param place where that is said, for messages
 * @param file what lines are appended to
 * @param format how they look
 */
public record LogSettings(String place, Path file, AccessLogFormat format) {
    boolean isSameFile(LogSettings other) {
        return file.equals(other.file) && format == other.format;
    }
}

package dev.carillon.loop;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a file or directory.
 *
 * @param kind what
 * @param path to which; begins with the path the source was made with
 * @param from where it was before, for {@link Kind#RENAMED}; otherwise null
 */
public record PathChange(Kind kind, Path path, @Nullable Path from) {
    /** What can happen. */
    public enum Kind {
        /** It is there now: made, moved in from elsewhere, or found in a directory that is new itself. */
        CREATED,
        /** It was written or truncated; more may follow. */
        MODIFIED,
        /** It was closed by somebody who had it open for writing. */
        WRITTEN,
        /** Permissions, owner, times or the number of links changed. */
        ATTRIBUTES,
        /** It is no longer there: removed, or moved elsewhere. What was below it went with it. */
        DELETED,
        /** It has another name, or is in another directory below the same path. What is below it went with it. */
        RENAMED,
        /** The kernel's queue was full and changes are lost: what is on disk has to be read again. */
        OVERFLOW,
        /** The source's own path was removed, moved or unmounted. Nothing follows. */
        GONE
    }

    /** {@code RENAMED a/new (from a/old)}. */
    @Override
    public String toString() {
        return kind + " " + path + (from == null ? "" : " (from " + from + ")");
    }
}

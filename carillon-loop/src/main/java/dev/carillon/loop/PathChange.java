package dev.carillon.loop;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a file or directory.
 *
 * @param kind what
 * @param path to which, as bytes, which need be no text: {@link PathName#toPath} makes a path of the JDK of it. Begins with the
 *     path the source was made with
 * @param from where it was before, for {@link Kind#RENAMED}; otherwise null
 * @param isDirectory whether it is, or was, a directory
 * @param refusal why it is not watched, for {@link Kind#REFUSED}, and what to do about it; otherwise null
 */
public record PathChange(
        Kind kind,
        PathName path,
        @Nullable PathName from,
        boolean isDirectory,
        @Nullable LinuxException refusal) {
    /** What can happen. */
    public enum Kind {
        /** It is there now: made, moved in from elsewhere, or found in a directory that is new itself. */
        CREATED,
        /** It was written or truncated, or another file was put in its place; more may follow. */
        MODIFIED,
        /** It was closed by somebody who had it open for writing. */
        WRITTEN,
        /** Permissions, owner, times or the number of links changed. */
        ATTRIBUTES,
        /** It is no longer there: removed, or moved elsewhere. What was below it went with it. */
        DELETED,
        /**
         * It has another name, or is in another directory below the same path. What is below it went with it; what had the name
         * before is gone.
         */
        RENAMED,
        /**
         * The kernel's queue was full and changes are lost. All is compared with what was told, and what differs is told next:
         * as {@link #CREATED} and {@link #DELETED}, and as {@link #MODIFIED} for files that were changed lately, a few of which
         * may have been told before.
         */
        OVERFLOW,
        /**
         * A directory could not be watched, as {@link PathChange#refusal} says: what happens in it is not told until it can be,
         * which is tried again when there is reason to hope, and from time to time.
         */
        REFUSED,
        /**
         * A directory that was refused is watched now, and what is in it is told as {@link #CREATED}. Of the source's own path:
         * all is watched now that was there when it was made, and could not be at once because it was too much.
         */
        WATCHED,
        /** A file system was unmounted from this directory. What was below it is gone; what is there instead is told next. */
        UNMOUNTED,
        /** The source's own path leads to something, and did not before. See {@link PathOptions#withTarget}. */
        APPEARED,
        /**
         * The source's own path leads to another file or directory than before. What is in this and was not in the other, the
         * other way round, and all files with a name that is in both are told next. See {@link PathOptions#withTarget}.
         */
        REPLACED,
        /**
         * The source's own path was removed, moved or unmounted. Nothing follows, unless its name is watched
         * ({@link PathOptions#withTarget}).
         */
        GONE
    }

    /** Without the rarer parts. */
    PathChange(Kind kind, PathName path, boolean isDirectory) {
        this(kind, path, null, isDirectory, null);
    }

    /** {@code RENAMED a/new (from a/old)}; names as {@link PathName#toString} shows them. */
    @Override
    public String toString() {
        LinuxException reason = refusal;
        return kind + " " + path + (from == null ? "" : " (from " + from + ")")
                + (reason == null ? "" : ": " + reason.getMessage());
    }
}

package dev.carillon.http.server;

import dev.carillon.linux.Directory;
import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/** What is at a path. What is open in it is closed by whoever answers with it. */
sealed interface Found {
    /** Found that need say no more. */
    enum Plain implements Found {
        /** Nothing is there. */
        NOTHING,
        /** A directory is there, and the path has no slash at its end. */
        DIRECTORY
    }

    /**
     * A file.
     *
     * @param fd open if its content is not in memory
     */
    record Content(StoredFile file, @Nullable FileFd fd) implements Found {}

    /** A directory without an index, to be listed. */
    record Listed(Directory directory) implements Found {}

    /** The kernel refuses. */
    record Refused(LinuxException reason) implements Found {}
}

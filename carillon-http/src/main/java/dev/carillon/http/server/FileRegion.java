package dev.carillon.http.server;

import dev.carillon.linux.FileFd;

/** What can be sent of a file. */
final class FileRegion {
    private FileRegion() {}

    /** Refuses before anything is written what could not be sent afterwards. */
    static void require(FileFd file, long offset, long count) {
        if (!file.isOpen()) {
            throw new IllegalStateException(file + " is closed: it can not be sent");
        }
        if (offset < 0 || count < 0) {
            throw new IllegalArgumentException("a file has no " + count + " bytes at " + offset);
        }
    }
}

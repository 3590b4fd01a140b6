package dev.carillon.app.monitor;

import dev.carillon.linux.PathName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * The files that standard output and standard error go to. A line about a change of one changes it again: who watches the
 * directory of its own output would never come to rest. Loop thread only.
 */
final class OwnOutput {
    /** Device and inode: a file has many names. */
    private final Set<Object> files;

    private long leftOut;

    private OwnOutput(Set<Object> files) {
        this.files = files;
    }

    static OwnOutput find() {
        Set<Object> files = new HashSet<>();
        for (int number : new int[] {1, 2}) {
            addFile(Path.of("/proc/self/fd/" + number), files);
        }
        return new OwnOutput(files);
    }

    private static void addFile(Path path, Set<Object> files, LinkOption... links) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, links);
            Object key = attributes.fileKey();
            if (attributes.isRegularFile() && key != null) {
                files.add(key);
            }
        } catch (IOException e) {
            // Not open, or not there any more: no file that changes by what is written.
        }
    }

    /** Whether it is one of them; counted then. */
    boolean leavesOut(PathName path) {
        if (files.isEmpty()) {
            return false;
        }
        Set<Object> file = new HashSet<>();
        addFile(path.toPath(), file, LinkOption.NOFOLLOW_LINKS);
        file.retainAll(files);
        if (file.isEmpty()) {
            return false;
        }
        leftOut++;
        return true;
    }

    /** How many changes were none. */
    long leftOut() {
        return leftOut;
    }
}

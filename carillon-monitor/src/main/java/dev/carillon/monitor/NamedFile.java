package dev.carillon.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file that a path led to once: somebody may move or remove it, or put another in its place. */
public final class NamedFile {
    private final Path path;
    private final LinkOption[] options;
    private final @Nullable Object key;

    private NamedFile(Path path, LinkOption... options) throws IOException {
        this.path = path;
        this.options = options;
        this.key = key();
    }

    /**
     * The one that is there now.
     *
     * @throws IOException if there is none
     */
    public static NamedFile at(Path path, LinkOption... options) throws IOException {
        return new NamedFile(path, options);
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, options).fileKey();
    }

    /** Where it was. */
    public Path path() {
        return path;
    }

    /** Whether it still has its name. */
    public boolean isInPlace() {
        try {
            return Objects.equals(key, key());
        } catch (IOException e) {
            return false;
        }
    }
}

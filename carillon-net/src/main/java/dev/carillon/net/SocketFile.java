package dev.carillon.net;

import dev.carillon.linux.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose the file of a Unix socket is, and who may connect to it: whoever may write to the file, {@code unix(7)}. Immutable; each
 * {@code with…} method gives a changed copy of {@link #DEFAULTS}.
 */
public final class SocketFile {
    /** The process's user and group, and what its umask leaves of {@code rwxrwxrwx}. */
    public static final SocketFile DEFAULTS = new SocketFile();

    private @Nullable String mode;
    private @Nullable String owner;
    private @Nullable String group;

    private SocketFile() {}

    private SocketFile copy() {
        SocketFile copy = new SocketFile();
        copy.mode = mode;
        copy.owner = owner;
        copy.group = group;
        return copy;
    }

    /**
     * Who may do what with it.
     *
     * @return as {@code rw-rw----}; empty for what the umask leaves
     */
    public Optional<String> mode() {
        return Optional.ofNullable(mode);
    }

    /**
     * Another mode. Until the file has it, and its owner and group, nobody is let in.
     *
     * @param permissions as {@code rw-rw----}
     * @return the changed copy
     * @throws IllegalArgumentException if it is not of that form
     */
    public SocketFile withMode(String permissions) {
        PosixFilePermissions.fromString(permissions);
        SocketFile copy = copy();
        copy.mode = permissions;
        return copy;
    }

    /**
     * Whose it is.
     *
     * @return the name of a user; empty for the process's own
     */
    public Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    /**
     * Another owner, which takes the right to give files away, {@code CAP_CHOWN}.
     *
     * @param user the name of a user
     * @return the changed copy
     */
    public SocketFile withOwner(String user) {
        SocketFile copy = copy();
        copy.owner = user;
        return copy;
    }

    /**
     * Which group's it is.
     *
     * @return the name of a group; empty for the process's own
     */
    public Optional<String> group() {
        return Optional.ofNullable(group);
    }

    /**
     * Another group: one of the process's own, or with the right to give files away.
     *
     * @param name the name of a group
     * @return the changed copy
     */
    public SocketFile withGroup(String name) {
        SocketFile copy = copy();
        copy.group = name;
        return copy;
    }

    /** Before it has a file: nobody may send to it until that is as it is to be. */
    void closeTo(Socket socket) {
        if (mode != null) {
            socket.filePermissions(0);
        }
    }

    /** Owner and group first: to change them may take bits off the mode. */
    void apply(Path file) {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        UserPrincipalLookupService names = file.getFileSystem().getUserPrincipalLookupService();
        try {
            if (owner != null) {
                view.setOwner(names.lookupPrincipalByName(owner));
            }
            if (group != null) {
                view.setGroup(names.lookupPrincipalByGroupName(group));
            }
            if (mode != null) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot give " + file + " to owner " + owner + ", group " + group + ", mode " + mode + ": "
                            + e.getMessage(),
                    e);
        }
    }
}

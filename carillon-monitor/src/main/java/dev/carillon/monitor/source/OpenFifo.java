package dev.carillon.monitor.source;

import dev.carillon.config.Failure;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.PathChange;
import dev.carillon.loop.PathOptions;
import dev.carillon.loop.PathSource;
import dev.carillon.loop.Timeout;
import dev.carillon.monitor.NamedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A FIFO that stays open whoever goes: what the last writer has left of a line is told by itself, and not put before the line of the
 * next. It is followed when another takes its place: what is in the old one is read before. One that
 * was removed is made again, unless somebody else does so within a second: who replaces it would find it in the way.
 */
final class OpenFifo implements OpenInput {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int TYPE = 0170000;
    private static final int FIFO = 0010000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final Set<PathChange.Kind> OF_THE_PATH =
            EnumSet.of(PathChange.Kind.APPEARED, PathChange.Kind.REPLACED, PathChange.Kind.GONE);

    private final FifoInput settings;
    private final Inlet inlet;
    private final Timeout making;
    private @Nullable LineReader reader;
    private @Nullable PathSource watch;
    private @Nullable NamedFile openFile;
    private boolean isReading = true;
    private String lastRefusal = "";

    OpenFifo(FifoInput settings, Inlet inlet) throws IOException {
        this.settings = settings;
        this.inlet = inlet;
        this.making = inlet.loop().timeout(this::follow);
        try {
            open();
            watch = inlet.loop()
                    .path(
                            inlet.name(),
                            settings.path(),
                            PathOptions.DEFAULTS
                                    .withAbsent(true)
                                    .withRecursive(false)
                                    .withKinds(OF_THE_PATH),
                            (self, change) -> changed(change));
            if (!isOpenFile()) { // it was replaced before we looked
                follow();
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void changed(PathChange change) {
        if (change.kind() == PathChange.Kind.GONE) {
            gone();
        } else if (!isOpenFile()) {
            follow();
        }
    }

    /** Who writes to its name from now on makes a file of it, which nobody reads. */
    private void gone() {
        making.schedule(PATIENCE);
        if (!Files.exists(settings.path(), LinkOption.NOFOLLOW_LINKS)) {
            inlet.notice("gone", Map.of("text", settings.path() + " was removed or moved away"));
        }
    }

    private boolean isOpenFile() {
        return openFile != null && openFile.isInPlace();
    }

    /** Reads what is left in the one that was there, and opens the one that is. */
    private void follow() {
        making.cancel();
        LineReader old = reader;
        reader = null;
        openFile = null;
        if (old != null) {
            old.drain();
        }
        try {
            open();
            lastRefusal = "";
            inlet.notice("replaced", Map.of("path", settings.path().toString()));
        } catch (NoSuchFileException e) { // again: what is there next is told
            making.schedule(PATIENCE);
        } catch (IOException | RuntimeException e) {
            refused(Failure.line(e));
        }
    }

    /** Once for each reason: it may stay like that for long. */
    private void refused(String why) {
        if (!why.equals(lastRefusal)) {
            lastRefusal = why;
            inlet.notice("refused", Map.of("text", why));
        }
    }

    private void open() throws IOException {
        Path path = settings.path();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            make(path);
        }
        NamedFile file = NamedFile.at(path, LinkOption.NOFOLLOW_LINKS);
        Optional<String> objection = objection(path);
        if (objection.isPresent()) { // to open another thing might do something, and links lead anywhere
            throw new IOException(objection.get());
        }
        read(Pipe.openFifoForReading(path));
        openFile = file;
    }

    private void read(StreamFd stream) {
        LineReader opened = LineReader.open(inlet, stream, () -> writersGone(stream));
        reader = opened;
        if (!isReading) {
            opened.reading(false);
        }
    }

    /** The kernel says so once: for the next it is open again before it is closed. */
    private void writersGone(StreamFd stream) {
        try {
            read(Pipe.openFifoForReading(Path.of("/proc/self/fd/" + stream.number())));
        } catch (RuntimeException e) { // no descriptor is left
            reader = null;
            refused(Failure.line(e));
            making.schedule(PATIENCE);
        }
    }

    /** Why what is at a path is no FIFO; empty if it is one, or nothing is there. */
    static Optional<String> objection(Path path) {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return (mode & TYPE) == FIFO ? Optional.empty() : Optional.of(path + " is " + word(mode) + ", and no FIFO");
        } catch (IOException e) {
            return Optional.empty(); // nothing, or what says so when it is opened
        }
    }

    private static String word(int mode) {
        return switch (mode & TYPE) {
            case DIRECTORY -> "a directory";
            case LINK -> "a link";
            case REGULAR -> "a file";
            default -> "something else";
        };
    }

    private void make(Path path) throws IOException {
        try {
            Pipe.makeFifo(path, settings.mode());
        } catch (LinuxException e) {
            if (e.errno() == Errno.EEXIST) {
                return; // somebody was faster
            }
            throw e;
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (settings.group().isPresent()) {
            view.setGroup(path.getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByGroupName(settings.group().get()));
        }
        Files.setPosixFilePermissions(path, permissions(settings.mode())); // whatever our umask is
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's reading down
        for (int i = 0; i < all.length; i++) {
            if ((mode & 1 << all.length - 1 - i) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }

    @Override
    public void reading(boolean isOn) {
        isReading = isOn;
        if (reader != null) {
            reader.reading(isOn);
        }
    }

    @Override
    public void close() {
        making.cancel();
        if (watch != null) {
            watch.close();
        }
        if (reader != null) {
            reader.close();
        }
    }
}

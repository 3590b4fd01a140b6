package dev.carillon.monitor.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a file may say which programs are started: only if nobody else can write to it. */
final class Trust {
    private static final int OTHERS_MAY_WRITE = 0022;
    private static final int EVERYBODY_MAY_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    private Trust() {}

    /** Why it may not; empty if it may. */
    static Optional<String> objection(Path file) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:mode,uid");
            int mode = (Integer) attributes.getOrDefault("mode", 0);
            int owner = (Integer) attributes.getOrDefault("uid", ROOT);
            if ((mode & OTHERS_MAY_WRITE) != 0) {
                return Optional.of(
                        "others may write to this file, which says what is started; 'chmod go-w " + file + "'");
            }
            Optional<Path> open = openDirectory(file.toRealPath().getParent());
            if (open.isPresent()) {
                return Optional.of("everybody may put another in the place of this file, which says what is started;"
                        + " 'chmod o-w " + open.get() + "'");
            }
            boolean isOwn = owner == ROOT || owner == (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return isOwn
                    ? Optional.empty()
                    : Optional.of("this file, which says what is started, is user " + owner
                            + "'s; allowed: one of root's or of who runs the monitor");
        } catch (IOException e) {
            return Optional.empty(); // it will not be read either, and why is said there
        }
    }

    /** One of those that lead to a file in which everybody may rename what is somebody else's. */
    private static Optional<Path> openDirectory(@Nullable Path directory) throws IOException {
        for (Path each = directory; each != null; each = each.getParent()) {
            int mode = (Integer) Files.getAttribute(each, "unix:mode");
            if ((mode & EVERYBODY_MAY_WRITE) != 0 && (mode & STICKY) == 0) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}

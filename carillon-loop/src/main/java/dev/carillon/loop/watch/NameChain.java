package dev.carillon.loop.watch;

import dev.carillon.linux.Directory;
import dev.carillon.linux.FileStatus;
import dev.carillon.linux.FileType;
import dev.carillon.linux.Inotify;
import dev.carillon.linux.InotifyEvent;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way from a path to what it leads to: each name that is looked up, in the directory where that is done, those in symbolic
 * links included. All of these directories are watched for their names, so that it is told when the path comes to lead
 * elsewhere, or to lead anywhere at all.
 */
final class NameChain {
    private static final int NAMES = Inotify.CREATE
            | Inotify.DELETE
            | Inotify.MOVED_FROM
            | Inotify.MOVED_TO
            | Inotify.ATTRIB
            | Inotify.DELETE_SELF
            | Inotify.ONLYDIR;

    /** What the kernel itself follows in one path. */
    private static final int MOST_LINKS = 40;

    private static final PathName HERE = PathName.of(".");
    private static final PathName ABOVE = PathName.of("..");

    private final Watches watches;
    private final PathName path;

    /** The names that matter, by the watch of their directory. */
    private Map<Integer, Set<PathName>> names = Map.of();

    private @Nullable Refusal refusal;

    NameChain(Watches watches, PathName path) {
        this.watches = watches;
        this.path = path;
    }

    /** Something on the way that cannot be watched, or searched: changes there are not told. */
    record Refusal(PathName path, LinuxException reason) {}

    /** Whether an event may have the path lead elsewhere. */
    boolean concerns(InotifyEvent event) {
        Set<PathName> here = names.get(event.watch());
        return here != null
                && (here.contains(event.name()) || event.has(Inotify.DELETE_SELF | Inotify.UNMOUNT | Inotify.IGNORED));
    }

    /** What was refused on the last way; null if nothing was. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** Goes the way again, and watches what is at its end; null if there is nothing, or it cannot be watched. */
    TreeRoot.@Nullable Found find(int mask) {
        refusal = null;
        Map<Integer, Set<PathName>> passed = new HashMap<>();
        try (Walk walk = new Walk(passed)) {
            PathName end = walk.toTheEnd();
            return end == null ? null : walk.found(end, mask);
        } catch (LinuxException e) {
            refused(path, e);
            return null;
        } finally {
            keep(passed);
        }
    }

    /** What is gone at this moment is no refusal: there is an event about that. */
    private void refused(PathName at, LinuxException reason) {
        boolean isGone = switch (reason.errno()) {
            case ENOENT, ENOTDIR, EINVAL -> true;
            default -> false;
        };
        if (!isGone && refusal == null) {
            refusal = new Refusal(at, reason);
        }
    }

    private void keep(Map<Integer, Set<PathName>> passed) {
        passed.keySet().stream().filter(watch -> !names.containsKey(watch)).forEach(watches::hold);
        names.keySet().stream().filter(watch -> !passed.containsKey(watch)).forEach(watches::release);
        names = passed;
    }

    /** Going along the way once. */
    private final class Walk implements AutoCloseable {
        private final Map<Integer, Set<PathName>> passed;
        private final Deque<PathName> ahead = new ArrayDeque<>();
        private Directory at;
        private int links;

        Walk(Map<Integer, Set<PathName>> passed) {
            this.passed = passed;
            this.at = start(path);
            push(path.names());
        }

        private static Directory start(PathName path) {
            return Directory.locate(path.isAbsolute() ? PathName.of("/") : PathName.EMPTY);
        }

        private void push(List<PathName> further) {
            further.reversed().forEach(ahead::addFirst);
        }

        /** The last name, which there is in the directory where it is looked up; null if the way ends before it. */
        private @Nullable PathName toTheEnd() {
            PathName name;
            while ((name = ahead.poll()) != null) {
                if (!name.equals(HERE) && !name.equals(ABOVE)) {
                    watch(name); // before the look, or what happens between the two is missed
                }
                FileStatus status = at.status(name);
                FileType type = status == null ? FileType.UNKNOWN : status.type();
                if (type == FileType.LINK && links++ < MOST_LINKS) {
                    follow(at.readLink(name));
                } else if (type == FileType.DIRECTORY) {
                    go(at.locateBelow(name));
                } else {
                    boolean isEnd = ahead.isEmpty() && type != FileType.UNKNOWN && type != FileType.LINK;
                    return isEnd ? name : null;
                }
            }
            return PathName.EMPTY;
        }

        private void watch(PathName name) {
            try {
                int watch = watches.add(at, PathName.EMPTY, NAMES);
                passed.computeIfAbsent(watch, _ -> new HashSet<>()).add(name);
            } catch (LinuxException e) {
                refused(at.path(), e);
            }
        }

        private void follow(PathName target) {
            if (target.isAbsolute()) {
                go(start(target));
            }
            push(target.names());
        }

        private void go(Directory next) {
            at.close();
            at = next;
        }

        /** The end is a name of a file, or the directory that was gone to last. */
        private TreeRoot.Found found(PathName end, int mask) {
            int flags = end.isEmpty() ? mask : mask | Inotify.DONT_FOLLOW;
            return new TreeRoot.Found(watches.add(at, end, flags), end.isEmpty());
        }

        @Override
        public void close() {
            at.close();
        }
    }
}

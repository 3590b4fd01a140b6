package dev.carillon.linux;

import java.util.ArrayList;
import java.util.List;

/**
 * One event of an {@link Inotify}, {@code struct inotify_event}.
 *
 * @param watch the watch it belongs to, as {@link Inotify#add} returned it; -1 for an overflow, which concerns all of
 *     them
 * @param mask what happened, {@link Inotify#ACCESS} …, with {@link Inotify#ISDIR} and the like
 * @param cookie the same in the two events of one rename, otherwise 0
 * @param name the entry of a watched directory; empty if it happened to the watched file or directory itself
 */
public record InotifyEvent(int watch, int mask, int cookie, PathName name) {
    private static final String[] NAMES = {
        "ACCESS",
        "MODIFY",
        "ATTRIB",
        "CLOSE_WRITE",
        "CLOSE_NOWRITE",
        "OPEN",
        "MOVED_FROM",
        "MOVED_TO",
        "CREATE",
        "DELETE",
        "DELETE_SELF",
        "MOVE_SELF",
        "",
        "UNMOUNT",
        "Q_OVERFLOW",
        "IGNORED"
    };

    /**
     * Whether something of a mask happened.
     *
     * @param bits {@link Inotify#ACCESS} … {@link Inotify#ISDIR}
     * @return true if one of the bits is in the event
     */
    public boolean has(int bits) {
        return (mask & bits) != 0;
    }

    /**
     * Whether the queue was full and events are lost. This concerns every watch of the instance.
     *
     * @return true for {@code IN_Q_OVERFLOW}
     */
    public boolean isOverflow() {
        return has(Inotify.Q_OVERFLOW);
    }

    /**
     * The mask in words.
     *
     * @return for example {@code CREATE|ISDIR}
     */
    public String maskNames() {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < NAMES.length; bit++) {
            if (has(1 << bit)) {
                names.add(NAMES[bit]);
            }
        }
        if (has(Inotify.ISDIR)) {
            names.add("ISDIR");
        }
        return String.join("|", names);
    }

    /** {@code watch 1: MOVED_TO "report.txt" (cookie 7)}. */
    @Override
    public String toString() {
        return "watch " + watch + ": " + maskNames() + (name.isEmpty() ? "" : " \"" + name + "\"")
                + (cookie == 0 ? "" : " (cookie " + Integer.toUnsignedString(cookie) + ")");
    }
}

package dev.carillon.linux;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Rtnetlink} tells.
 *
 * @param kind what it is
 * @param link which link, as it is now; as it last was if it is gone; null where it concerns all
 */
public record LinkEvent(Kind kind, @Nullable NetworkLink link) {
    static final LinkEvent LISTED = new LinkEvent(Kind.LISTED, null);
    static final LinkEvent OVERFLOW = new LinkEvent(Kind.OVERFLOW, null);

    /** What can be told. */
    public enum Kind {
        /** A link is there, maybe changed, maybe as before. */
        PRESENT,
        /** A link is gone. */
        REMOVED,
        /** All that {@link Rtnetlink#list} asked for has been told. */
        LISTED,
        /** The socket's buffer was full and changes are lost: {@link Rtnetlink#list} tells how things are. */
        OVERFLOW
    }
}

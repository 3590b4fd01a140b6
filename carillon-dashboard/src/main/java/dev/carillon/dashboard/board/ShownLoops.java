package dev.carillon.dashboard.board;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Source;
import java.util.List;

/** Which loops are shown, and in which row of the table each of their sources is: those of one row are shown as one. From any thread. */
public interface ShownLoops {
    /** The loops; always the same. */
    List<EventLoop> loops();

    /** The name of a source's row. */
    default String row(Source source) {
        return source.name();
    }
}

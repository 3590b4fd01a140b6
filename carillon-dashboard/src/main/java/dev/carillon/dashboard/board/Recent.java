package dev.carillon.dashboard.board;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last events whole, by number: what is told of a pin that somebody points at. */
final class Recent {
    /** As many are kept, of all sources together. */
    static final int MOST = 10_000;

    private final @Nullable Occurrence[] kept = new @Nullable Occurrence[MOST];

    void add(Occurrence occurrence) {
        kept[slot(occurrence.id())] = occurrence;
    }

    /** Empty if it is too long ago. */
    Optional<Occurrence> find(long id) {
        return Optional.ofNullable(kept[slot(id)]).filter(occurrence -> occurrence.id() == id);
    }

    private static int slot(long id) {
        return Math.floorMod(id, MOST);
    }
}

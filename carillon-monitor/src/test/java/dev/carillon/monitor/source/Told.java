package dev.carillon.monitor.source;

import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an input without a monitor has told: a line an event, with its kind, its value, and one more field. */
final class Told {
    private final List<String> lines = new ArrayList<>();
    private final Inlet inlet;

    Told(EventLoop loop, String field) {
        loop.turn(Duration.ZERO);
        inlet = new Inlet(
                loop,
                new SourceSettings("it", new ClockInput(), ValueSettings.NONE, Optional.empty()),
                new Ledger(),
                (_, kind, fields) -> lines.add(kind + " " + fields.get("value") + " " + fields.get(field)),
                (_, _, _) -> false,
                new Guardian(loop),
                Remains.NONE);
    }

    Inlet inlet() {
        return inlet;
    }

    List<String> lines() {
        return lines;
    }
}

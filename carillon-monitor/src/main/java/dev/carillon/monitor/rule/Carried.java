package dev.carillon.monitor.rule;

import java.util.List;

/**
 * What goes on over a restart.
 *
 * @param alarms those that are not clear, and those whose end was not told for a silence
 * @param silences those that have not ended
 */
public record Carried(List<Standing> alarms, List<Silence> silences) {
    /** Nothing. */
    public static final Carried NOTHING = new Carried(List.of(), List.of());

    /** With lists that stay as they are. */
    public Carried {
        alarms = List.copyOf(alarms);
        silences = List.copyOf(silences);
    }
}

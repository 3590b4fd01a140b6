package dev.carillon.monitor.store;

import java.time.Duration;
import java.time.Instant;

/**
 * Something that became of a notice, as it was kept.
 *
 * @param time when
 * @param action the action's name
 * @param id the notice's
 * @param alarm the alarm's id
 * @param outcome in a word
 * @param number which try it was
 * @param answer what came back
 * @param took how long it took
 */
public record KeptTry(
        Instant time,
        String action,
        String id,
        String alarm,
        String outcome,
        int number,
        String answer,
        Duration took) {}

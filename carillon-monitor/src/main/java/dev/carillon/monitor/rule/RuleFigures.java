package dev.carillon.monitor.rule;

/**
 * What a rule has done.
 *
 * @param passed events that it looked at
 * @param unfit events that lacked the number or the key that it needs
 * @param active alarms that are not at rest
 * @param left keys at rest that made room for others
 * @param refused events with a new key for which there was no room, since all others were raised
 * @param failed how often its expression failed, which then was taken for untrue
 */
public record RuleFigures(long passed, long unfit, long active, long left, long refused, long failed) {}

package dev.carillon.monitor.rule;

/**
 * A rule as it stands in the file, {@code [rule.NAME]}. Two that are equal are the same rule: at a reload it keeps its windows and
 * alarms.
 *
 * @param name its name
 * @param selection which events it looks at
 * @param condition what of them raises an alarm
 * @param holding how long that has to last, and to be over
 * @param telling what is told of it, and to whom
 */
public record RuleSettings(String name, Selection selection, Condition condition, Holding holding, Telling telling) {}

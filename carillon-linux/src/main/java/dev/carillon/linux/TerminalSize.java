package dev.carillon.linux;

/**
 * How large a terminal is.
 *
 * @param columns characters of a line, 1 or more
 * @param rows lines, 1 or more
 */
public record TerminalSize(int columns, int rows) {}

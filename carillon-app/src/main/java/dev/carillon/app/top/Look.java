package dev.carillon.app.top;

/**
 * How things are written on a terminal.
 *
 * @param words with the times of its zone
 * @param alphabet what it can show
 * @param isColoured whether by colours, too
 */
record Look(Words words, Alphabet alphabet, boolean isColoured) {}

package dev.carillon.dashboard.board;

/** What a board is told, in the order in which it was so: a state is that after all that was told before it. */
public sealed interface News permits Occurrence, Tally, State {}

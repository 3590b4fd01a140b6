package dev.carillon.loop;

/** What became of a source's turn; told by a {@link CustomSource}. */
public enum Outcome {
    /** What was ready is handled. */
    DONE,
    /** The budget is used up and there is more: handle it again next turn, without asking the kernel. */
    MORE,
    /** It was reported ready and there was nothing: too often in a row, and it is spinning. */
    NOTHING
}

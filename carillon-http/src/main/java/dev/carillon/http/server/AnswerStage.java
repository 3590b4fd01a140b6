package dev.carillon.http.server;

/** How far the answer of an exchange has come. */
enum AnswerStage {
    /** Status and fields can be set. */
    OPEN,
    /** The head is written. */
    BEGUN,
    /** All of the answer is given. */
    ANSWERED,
    /** The end was told. */
    OVER
}

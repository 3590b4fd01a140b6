package dev.carillon.http.server;

/**
 * Where an {@link HttpConnection} stands.
 *
 * <pre>
 * phase    IDLE --&gt; HEAD --&gt; EXCHANGE --&gt; IDLE, or ENDING after the last one
 *             `-----------------^                (a head that came whole)
 *
 * event \ phase    IDLE              HEAD              EXCHANGE                         ENDING    GONE
 * bytes            HEAD              goes on           its body; else left unread       dropped   left unread
 * head complete    EXCHANGE          EXCHANGE          -                                -         -
 * refused          says so, ENDING   says so, ENDING   says so if it can, ENDING        -         -
 * answered, read   -                 -                 IDLE, or ENDING; a file has to   -         -
 *                                                      be with the kernel for that
 * answer broken    -                 -                 ENDING, by its end; 1.0: a reset -         -
 * input ended      ENDING            ENDING            the last one; cut off if inside  -         -
 *                                                      the body, ENDING
 * deadline         ENDING            408, ENDING       408, ENDING                      -         -
 * upgraded         -                 -                 GONE                             -         -
 * closed           GONE              GONE              cut off if not all is out, GONE  GONE      -
 * </pre>
 */
enum Phase {
    /** Nothing of a request has come. */
    IDLE,
    /** A part of a head has come. */
    HEAD,
    /** The head has come; the body may be read, and the answer is being made. */
    EXCHANGE,
    /** The last word was said: only the peer's end is waited for. */
    ENDING,
    /** It is closed, or speaks another protocol. */
    GONE
}

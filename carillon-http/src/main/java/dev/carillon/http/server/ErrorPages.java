package dev.carillon.http.server;

/** Makes the bodies of answers that tell of an error. */
@FunctionalInterface
public interface ErrorPages {
    /** A line of text, or a JSON object for clients that ask for it. */
    ErrorPages DEFAULTS = new PlainErrorPages();

    /**
     * Makes a page. On the loop's thread. If it throws, {@link #DEFAULTS} makes the page, and the loop's error handler hears of it.
     *
     * @param status 400 to 599, the page's own
     * @param detail what exactly; may be empty
     * @param json whether the client asks for JSON
     * @return the page
     */
    Response page(int status, String detail, boolean json);
}

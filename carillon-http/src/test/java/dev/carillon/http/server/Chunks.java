package dev.carillon.http.server;

/**
 * A body in chunks as a client reads it, as far as it has come.
 *
 * @param content of the chunks that have come whole
 * @param end where the next chunk begins, or what follows the body
 * @param isWhole whether the last chunk has come
 */
record Chunks(String content, int end, boolean isWhole) {
    static Chunks of(String text) {
        return of(new StringBuilder(text), 0);
    }

    static Chunks of(StringBuilder text, int from) {
        StringBuilder content = new StringBuilder();
        int at = from;
        while (true) {
            int line = text.indexOf("\r\n", at);
            if (line < 0) {
                return new Chunks(content.toString(), at, false);
            }
            int size = Integer.parseInt(text.substring(at, line), 16);
            int end = line + 2 + size + 2;
            if (text.length() < end) {
                return new Chunks(content.toString(), at, false);
            }
            if (size == 0) {
                return new Chunks(content.toString(), end, true);
            }
            content.append(text, line + 2, line + 2 + size);
            at = end;
        }
    }
}

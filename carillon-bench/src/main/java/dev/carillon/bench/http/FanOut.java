package dev.carillon.bench.http;

import java.nio.charset.StandardCharsets;

/** Events to many clients: what is asked for to have them, and to have one sent. */
final class FanOut {
    /** A stream of events. */
    static final String EVENTS = "/events";
    /** Has one event sent to all who have asked for them, and is answered as {@link Resource#PLAINTEXT}. */
    static final String PUBLISH = "/publish";
    /** Of each event. */
    static final String DATA = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-";

    private FanOut() {}

    static byte[] request(String path) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
        return request.getBytes(StandardCharsets.US_ASCII);
    }

    /** As it stands in the stream, without what frames it. */
    static String event() {
        return "data: " + DATA + "\n\n";
    }
}

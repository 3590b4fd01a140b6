package dev.carillon.http;

import java.util.List;
import java.util.stream.Stream;

/**
 * Bytes that a client may send, and how they are read ({@link Reading#brief}). In the text a line end is CRLF; where the
 * line feed, or the carriage return, stands alone it is written {@code ␊} or {@code ␍}.
 */
record Sample(String name, String input, String expected) {
    static final String HOST = "Host: a\n";

    static Sample reads(String name, String text, String expected) {
        return new Sample(name, text.replace("\n", "\r\n").replace('␊', '\n').replace('␍', '\r'), expected);
    }

    static Sample refused(String name, Refusal reason, String text) {
        return reads(name, text, "REFUSED " + reason);
    }

    /** The reason at the end of a reading that was refused. */
    static String reason(String brief) {
        return brief.substring(brief.lastIndexOf(' ') + 1);
    }

    /** All there are. */
    static Stream<Sample> all() {
        return Stream.of(
                        ClientSamples.all(),
                        H1SpecSamples.all(),
                        LlhttpSamples.all(),
                        SmugglingSamples.all(),
                        TargetSamples.all())
                .flatMap(List::stream);
    }

    @Override
    public String toString() {
        return name;
    }
}

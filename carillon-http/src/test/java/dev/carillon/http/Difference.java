package dev.carillon.http;

import java.util.List;

/**
 * What Netty's decoder takes and is refused here.
 *
 * @param section of the RFCs, that is about it
 * @param sample how it is refused
 */
record Difference(String section, Sample sample) {
    /** As docs/http.md has them. */
    static final List<Difference> ALL = List.of(
            of(
                    "a carriage return that stands alone",
                    Refusal.MALFORMED,
                    "RFC 9112 §2.2",
                    "GET /␍ HTTP/1.1\nHost: a\n\n"),
            of("two spaces in the request line", Refusal.MALFORMED, "RFC 9112 §3", "GET  / HTTP/1.1\nHost: a\n\n"),
            of("a tab in the request line", Refusal.MALFORMED, "RFC 9112 §3", "GET \t/ HTTP/1.1\nHost: a\n\n"),
            of("a version in small letters", Refusal.MALFORMED, "RFC 9112 §2.3", "GET / http/1.1\nHost: a\n\n"),
            of(
                    "a line that goes on in the next (folding)",
                    Refusal.MALFORMED,
                    "RFC 9112 §5.2",
                    "GET / HTTP/1.1\nHost: a\nX: b\n c\n\n"),
            of("another version, 1.2 too", Refusal.VERSION, "RFC 9110 §15.6.6", "GET / HTTP/1.2\nHost: a\n\n"),
            of("another method; their case counts", Refusal.METHOD, "RFC 9110 §9.1", "get / HTTP/1.1\nHost: a\n\n"),
            of("no `Host`", Refusal.BAD_HOST, "RFC 9112 §3.2", "GET / HTTP/1.1\n\n"),
            of(
                    "two `Host` fields, the same too",
                    Refusal.BAD_HOST,
                    "RFC 9112 §3.2",
                    "GET / HTTP/1.1\nHost: a\nHost: a\n\n"),
            of("an invalid `Host`", Refusal.BAD_HOST, "RFC 9112 §3.2", "GET / HTTP/1.1\nHost: a b\n\n"),
            of("a `Host` whose port is empty", Refusal.BAD_HOST, "RFC 9110 §4.2.3", "GET / HTTP/1.1\nHost: a:\n\n"),
            of(
                    "a `Host` that is not the target's",
                    Refusal.BAD_HOST,
                    "RFC 9112 §3.2.2",
                    "GET http://b/ HTTP/1.1\nHost: a\n\n"),
            of(
                    "a target that is neither a path nor an http URI",
                    Refusal.BAD_TARGET,
                    "RFC 9112 §3.2",
                    "GET a HTTP/1.1\nHost: a\n\n"),
            of("a target with a user", Refusal.BAD_TARGET, "RFC 9110 §4.2.4", "GET http://u@a/ HTTP/1.1\nHost: a\n\n"),
            of("a fragment in the target", Refusal.BAD_TARGET, "RFC 9112 §3.2", "GET /#a HTTP/1.1\nHost: a\n\n"),
            of("a target that is not ASCII", Refusal.BAD_TARGET, "RFC 3986 §2", "GET /\u00e9 HTTP/1.1\nHost: a\n\n"),
            of("a percent sign that is no escape", Refusal.BAD_TARGET, "RFC 3986 §2.1", "GET /% HTTP/1.1\nHost: a\n\n"),
            of("an escaped slash", Refusal.BAD_TARGET, "RFC 3986 §2.2", "GET /a%2fb HTTP/1.1\nHost: a\n\n"),
            of("an escaped NUL", Refusal.BAD_TARGET, "RFC 3986 §7.3", "GET /a%00 HTTP/1.1\nHost: a\n\n"),
            of(
                    "an escaped dot segment, or one with a parameter",
                    Refusal.BAD_TARGET,
                    "RFC 3986 §6.2.2",
                    "GET /%2e%2e/a HTTP/1.1\nHost: a\n\n"),
            of(
                    "a double slash before a dot segment",
                    Refusal.BAD_TARGET,
                    "RFC 3986 §5.2.4",
                    "GET /a//../b HTTP/1.1\nHost: a\n\n"),
            of("a path above the root", Refusal.BAD_TARGET, "RFC 3986 §5.2.4", "GET /../a HTTP/1.1\nHost: a\n\n"),
            of("escapes that are not UTF-8", Refusal.BAD_TARGET, "RFC 3986 §2.5", "GET /%ff HTTP/1.1\nHost: a\n\n"),
            of(
                    "an expectation other than `100-continue`",
                    Refusal.EXPECTATION,
                    "RFC 9110 §10.1.1",
                    "GET / HTTP/1.1\nHost: a\nExpect: b\n\n"),
            of(
                    "a coding before `chunked`",
                    Refusal.CODING,
                    "RFC 9112 §6.1",
                    "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\n\n0\n\n"),
            of(
                    "codings in two fields",
                    Refusal.BAD_FRAMING,
                    "RFC 9112 §6.1",
                    "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip\nTransfer-Encoding: chunked\n\n0\n\n"),
            of(
                    "an extension of a chunk without a name",
                    Refusal.BAD_FRAMING,
                    "RFC 9112 §7.1.1",
                    "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n0;\n\n"),
            of(
                    "a field for frames or routing in a trailer",
                    Refusal.BAD_FRAMING,
                    "RFC 9110 §6.5.1",
                    "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n0\nHost: b\n\n"));

    private static Difference of(String name, Refusal reason, String section, String text) {
        return new Difference(section, Sample.refused(name, reason, text));
    }

    /** The row of the document. */
    String row() {
        return "| " + sample.name() + " | `" + Sample.reason(sample.expected()) + "` | " + section + " |";
    }

    @Override
    public String toString() {
        return sample.name();
    }
}

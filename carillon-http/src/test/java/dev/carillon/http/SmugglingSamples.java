package dev.carillon.http;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Requests that servers in a chain are known to read differently: refused, or read in the one legal way. */
final class SmugglingSamples {
    private static final String HOST = "Host: a\r\n";

    private SmugglingSamples() {}

    static List<Sample> all() {
        return Stream.of(framing(), fieldLines(), requestLines(), hosts())
                .flatMap(Function.identity())
                .toList();
    }

    private static Sample refused(String what, Refusal reason, String input) {
        return new Sample(what, input, "REFUSED " + reason);
    }

    private static Sample post(String what, Refusal reason, String fields) {
        return refused(what, reason, "POST / HTTP/1.1\r\n" + HOST + fields + "\r\n");
    }

    private static Sample read(String what, String input, String expected) {
        return new Sample(what, input, expected);
    }

    private static Stream<Sample> framing() {
        String chunked = "Transfer-Encoding: chunked\r\n";
        return Stream.of(
                post("CL.TE", Refusal.BAD_FRAMING, "Content-Length: 4\r\n" + chunked),
                post("TE.CL", Refusal.BAD_FRAMING, chunked + "Content-Length: 4\r\n"),
                post("TE.TE, the second in disguise", Refusal.BAD_FRAMING, chunked + "Transfer-Encoding: x\r\n"),
                post("TE.TE, the first in disguise", Refusal.BAD_FRAMING, "Transfer-Encoding: x\r\n" + chunked),
                post("chunked twice", Refusal.BAD_FRAMING, chunked + chunked),
                post("chunked twice in a list", Refusal.BAD_FRAMING, "Transfer-Encoding: chunked, chunked\r\n"),
                post("chunked not last", Refusal.BAD_FRAMING, "Transfer-Encoding: chunked, identity\r\n"),
                post("identity", Refusal.BAD_FRAMING, "Transfer-Encoding: identity\r\n"),
                post("gzip alone", Refusal.BAD_FRAMING, "Transfer-Encoding: gzip\r\n"),
                post("gzip before chunked", Refusal.CODING, "Transfer-Encoding: gzip, chunked\r\n"),
                post("xchunked", Refusal.BAD_FRAMING, "Transfer-Encoding: xchunked\r\n"),
                post("quoted chunked", Refusal.BAD_FRAMING, "Transfer-Encoding: \"chunked\"\r\n"),
                post("chunked with a parameter", Refusal.BAD_FRAMING, "Transfer-Encoding: chunked;q=1\r\n"),
                post("an empty coding", Refusal.BAD_FRAMING, "Transfer-Encoding:\r\n"),
                post("vertical tab before chunked", Refusal.MALFORMED, "Transfer-Encoding: \u000bchunked\r\n"),
                post("no-break space after chunked", Refusal.BAD_FRAMING, "Transfer-Encoding: chunked\u00a0\r\n"),
                refused(
                        "a coding with HTTP/1.0",
                        Refusal.BAD_FRAMING,
                        "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                post("two lengths", Refusal.BAD_FRAMING, "Content-Length: 1\r\nContent-Length: 2\r\n"),
                post("two equal lengths", Refusal.BAD_FRAMING, "Content-Length: 1\r\nContent-Length: 1\r\n"),
                post("a list of lengths", Refusal.BAD_FRAMING, "Content-Length: 1, 1\r\n"),
                post("a positive length", Refusal.BAD_FRAMING, "Content-Length: +1\r\n"),
                post("a negative length", Refusal.BAD_FRAMING, "Content-Length: -1\r\n"),
                post("a hexadecimal length", Refusal.BAD_FRAMING, "Content-Length: 0x1\r\n"),
                post("an empty length", Refusal.BAD_FRAMING, "Content-Length:\r\n"),
                post("a length with a blank inside", Refusal.BAD_FRAMING, "Content-Length: 1 2\r\n"),
                post("a length beyond 63 bits", Refusal.BAD_FRAMING, "Content-Length: 9223372036854775808\r\n"),
                post("a length beyond 64 bits", Refusal.BAD_FRAMING, "Content-Length: 18446744073709551617\r\n"),
                post("a length above the limit", Refusal.BODY_TOO_LARGE, "Content-Length: 1048577\r\n"));
    }

    private static Stream<Sample> fieldLines() {
        return Stream.of(
                refused("bare line feed after the line", Refusal.MALFORMED, "GET / HTTP/1.1\n" + HOST + "\r\n"),
                refused("bare line feed after a field", Refusal.MALFORMED, "GET / HTTP/1.1\r\nHost: a\n\r\n"),
                refused("bare line feed at the end", Refusal.MALFORMED, "GET / HTTP/1.1\r\n" + HOST + "\n"),
                refused("bare line feed before it", Refusal.MALFORMED, "\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("bare carriage return in the line", Refusal.MALFORMED, "GET /\rx HTTP/1.1\r\n" + HOST + "\r\n"),
                refused(
                        "bare carriage return in a value",
                        Refusal.MALFORMED,
                        "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
                refused("two carriage returns", Refusal.MALFORMED, "GET / HTTP/1.1\r\r\n" + HOST + "\r\n"),
                refused("a folded value", Refusal.MALFORMED, "GET / HTTP/1.1\r\n" + HOST + "X: a\r\n b\r\n\r\n"),
                refused("a folded first field", Refusal.MALFORMED, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
                refused("blank before a colon", Refusal.MALFORMED, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
                refused("tab before a colon", Refusal.MALFORMED, "GET / HTTP/1.1\r\nHost\t: a\r\n\r\n"),
                refused("no colon", Refusal.MALFORMED, "GET / HTTP/1.1\r\n" + HOST + "X\r\n\r\n"),
                refused("no name", Refusal.MALFORMED, "GET / HTTP/1.1\r\n" + HOST + ": x\r\n\r\n"),
                refused("a name with a bracket", Refusal.MALFORMED, "GET / HTTP/1.1\r\n" + HOST + "X(: x\r\n\r\n"),
                refused(
                        "a name that is not ASCII",
                        Refusal.MALFORMED,
                        "GET / HTTP/1.1\r\n" + HOST + "X\u00e9: x\r\n\r\n"),
                refused("NUL in a name", Refusal.MALFORMED, "GET / HTTP/1.1\r\n" + HOST + "X\0: x\r\n\r\n"),
                refused("NUL in a value", Refusal.MALFORMED, "GET / HTTP/1.1\r\n" + HOST + "X: a\0b\r\n\r\n"),
                refused("DEL in a value", Refusal.MALFORMED, "GET / HTTP/1.1\r\n" + HOST + "X: a\u007fb\r\n\r\n"),
                refused("escape in a value", Refusal.MALFORMED, "GET / HTTP/1.1\r\n" + HOST + "X: a\u001bb\r\n\r\n"));
    }

    private static Stream<Sample> requestLines() {
        return Stream.of(
                refused("two spaces before the target", Refusal.MALFORMED, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("two spaces before the version", Refusal.MALFORMED, "GET /  HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("space after the version", Refusal.MALFORMED, "GET / HTTP/1.1 \r\n" + HOST + "\r\n"),
                refused("tab for a space", Refusal.MALFORMED, "GET\t/ HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("a space in the target", Refusal.MALFORMED, "GET /a b HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("blank before the method", Refusal.MALFORMED, " GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("HTTP/0.9", Refusal.VERSION, "GET /\r\n"),
                refused("HTTP/1.2", Refusal.VERSION, "GET / HTTP/1.2\r\n" + HOST + "\r\n"),
                refused("HTTP/2.0", Refusal.VERSION, "GET / HTTP/2.0\r\n" + HOST + "\r\n"),
                refused("HTTP/1.10", Refusal.MALFORMED, "GET / HTTP/1.10\r\n" + HOST + "\r\n"),
                refused("HTTP/1,1", Refusal.MALFORMED, "GET / HTTP/1,1\r\n" + HOST + "\r\n"),
                refused("http/1.1", Refusal.MALFORMED, "GET / http/1.1\r\n" + HOST + "\r\n"),
                refused("ICE/1.0", Refusal.MALFORMED, "GET / ICE/1.0\r\n" + HOST + "\r\n"),
                refused("get", Refusal.METHOD, "get / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("TRACE", Refusal.METHOD, "TRACE / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("CONNECT", Refusal.METHOD, "CONNECT a:1 HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("a method without end", Refusal.METHOD, "AAAAAAAAAAAA"),
                refused("TLS", Refusal.MALFORMED, "\u0016\u0003\u0001"),
                refused("the preface of HTTP/2", Refusal.METHOD, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    private static Stream<Sample> hosts() {
        return Stream.of(
                refused("no Host", Refusal.BAD_HOST, "GET / HTTP/1.1\r\n\r\n"),
                refused("two Hosts", Refusal.BAD_HOST, "GET / HTTP/1.1\r\n" + HOST + "Host: b\r\n\r\n"),
                refused("two equal Hosts", Refusal.BAD_HOST, "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
                host("", false),
                host("a b", false),
                host("a,b", false),
                host("a/b", false),
                host("a@b", false),
                host("a:", false),
                host("a:x", false),
                host("a:0", false),
                host("a:65536", false),
                host("a:80:80", false),
                host("a%00b", false),
                host("a\\b", false),
                host("\u00e9", false),
                host(":80", false),
                host("[::1", false),
                host("[::1]x", false),
                host("[1]", false),
                host("[::1%25eth0]", false),
                host("::1", false),
                host("a", true),
                host("a.b-c_d~e:65535", true),
                host("EXAMPLE.org:80", true),
                host("127.0.0.1:8080", true),
                host("[::1]:80", true),
                host("[2001:DB8::1]", true),
                read("no Host with HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET / close"));
    }

    private static Sample host(String host, boolean isGood) {
        String input = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        return isGood ? read("Host " + host, input, "GET /") : refused("Host " + host, Refusal.BAD_HOST, input);
    }
}

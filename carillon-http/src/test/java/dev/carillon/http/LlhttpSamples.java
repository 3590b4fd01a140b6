package dev.carillon.http;

import java.util.List;
import java.util.stream.Stream;

/**
 * The situations of llhttp's tests of requests (01e105a, without its lenient modes), told anew. Where it does not ask for
 * Host, ours have one; the remarks say where we are stricter.
 */
final class LlhttpSamples {
    private static final String PUT = "PUT /url HTTP/1.1\n" + Sample.HOST;
    private static final String CHUNKED = PUT + "Transfer-Encoding: chunked\n\n";

    private LlhttpSamples() {}

    static List<Sample> all() {
        return Stream.of(invalid(), chunks(), extensions(), codings(), lengths(), connection(), methods(), others())
                .flatMap(List::stream)
                .toList();
    }

    private static Sample bad(String name, String text) {
        return Sample.refused(name, Refusal.MALFORMED, text);
    }

    private static Sample unframed(String name, String text) {
        return Sample.refused(name, Refusal.BAD_FRAMING, text);
    }

    private static List<Sample> invalid() {
        String get = "GET / HTTP/1.1\n" + Sample.HOST;
        return List.of(
                bad("ICE/1.0 with GET", "GET /music ICE/1.0\nHost: a\n\n"),
                bad("IHTTP/1.0", "GET /music IHTTP/1.0\nHost: a\n\n"),
                bad("RTSP/1.0 with PUT", "PUT /music RTSP/1.0\nHost: a\n\n"),
                Sample.refused("ANNOUNCE", Refusal.METHOD, "ANNOUNCE /music HTTP/1.0\nHost: a\n\n"),
                bad("fields with CR between", get + "Foo: 1␍Bar: 2\n\n"),
                bad("fields with LF between", get + "x:x␊Transfer-Encoding: chunked\n\n1\nA\n0\n\n"),
                bad("another head behind CR", get + "␍ZGET /evil: HTTP/1.1\nHost: a\n\n"),
                bad("an empty value before CR", get + "x:␍Transfer-Encoding: chunked\n\n1\nA\n0\n\n"),
                bad("an empty value before LF", get + "x:␊Transfer-Encoding: chunked\n\n1\nA\n0\n\n"),
                bad("an at sign in a name", get + "Fo@: Failure\n\n"),
                bad("a control character in a name", get + "Foo\u0001\test: Bar\n\n"),
                bad("an empty name", get + ": Bar\n\n"),
                Sample.refused("MKCOLA", Refusal.METHOD, "MKCOLA / HTTP/1.1\n\n"),
                bad("a folded name", get + "name\n : value\n\n"),
                bad("a corrupt Connection", get + "Connection␍\u001b5\u00d5eep-Alive\nAccept-Encoding: gzip\n\n"),
                bad("a corrupt name", get + "X-Some-Header␍\u001b5\u00d5eep-Alive\nAccept-Encoding: gzip\n\n"),
                bad("LF before Content-Length", get + "Dummy: x␊Content-Length: 23\n\nGET / HTTP/1.1\n\n"),
                Sample.refused("HTTP/5.6", Refusal.VERSION, "GET / HTTP/5.6\n\n"),
                bad("a space behind the line", "GET / HTTP/1.1\n Host: foo\n\n"),
                bad("LF only", "POST / HTTP/1.1␊Transfer-Encoding: chunked␊␊1␊A␊0␊␊"),
                bad("a space before Content-Length", get + "Foo: bar\n Content-Length: 38\n\nGET /bye HTTP/1.1\n\n"));
    }

    private static List<Sample> chunks() {
        return List.of(
                Sample.reads("chunks to come", CHUNKED, "…"),
                Sample.reads("a size in lower case", CHUNKED + "a\n0123456789\n0\n\n", "PUT /url [0123456789]"),
                Sample.reads("a size in upper case", CHUNKED + "A\n0123456789\n0\n\n", "PUT /url [0123456789]"),
                Sample.reads(
                        "a size of two digits",
                        CHUNKED + "1e\nall your base are belong to us\n0\n\n",
                        "PUT /url [all your base are belong to us]"),
                Sample.reads(
                        "three zeroes at the end", CHUNKED + "5\nhello\n6\n world\n000\n\n", "PUT /url [hello world]"),
                Sample.reads(
                        "trailers",
                        CHUNKED + "5\nhello\n6\n world\n0\nVary: *\nContent-Type: text/plain\n\n",
                        "PUT /url [hello world] +vary: * +content-type: text/plain"),
                unframed("no last chunk", CHUNKED + "3\nfoo\n\n"),
                unframed("LF behind a size", CHUNKED + "3 ␊  \n\n\nfoo\n"),
                bad("a fold behind chunked", PUT + "Transfer-Encoding: chunked\n  abc\n\n5\nWorld\n0\n\n"),
                unframed("two CR behind a size", CHUNKED + "5␍␍;ABCD\n34\nE\n0\n\n"),
                unframed("a chunk without its end", CHUNKED + "5\nABCDE0\n\n"),
                unframed("a space behind a size", CHUNKED + "a \n0123456789\n0\n\n"));
    }

    private static List<Sample> extensions() {
        String quoted =
                "5;ilovew3=\"I \\\"love\\\"; \\\\extensions\\\\\";somuchlove=\"aretheseparametersfor\";blah;foo=bar\n";
        return List.of(
                Sample.reads(
                        "extensions",
                        CHUNKED + "5;ilovew3;somuchlove=aretheseparametersfor;another=withvalue\nhello\n"
                                + "6;blahblah;blah\n world\n0\n\n",
                        "PUT /url [hello world]"),
                unframed("an extension without a semicolon", CHUNKED + "2 erfrferferf\naa\n0 rrrr\n\n"),
                unframed("a semicolon without an extension", CHUNKED + "2;\naa\n0\n\n"),
                Sample.reads(
                        "quoted extensions",
                        CHUNKED + quoted + "hello\n6;blahblah;blah\n world\n0\n\n",
                        "PUT /url [hello world]"),
                unframed(
                        "an extension whose quote does not end",
                        CHUNKED + "5;ilovew3=\"abc\";somuchlove=\"def; ghi\nhello\n6;blahblah;blah\n world\n0\n\n"));
    }

    private static List<Sample> codings() {
        String post = "POST /post?q=search HTTP/1.1\n" + Sample.HOST + "Accept: */*\n";
        return List.of(
                unframed("pigeons", PUT + "Transfer-Encoding: pigeons\n\n"),
                unframed("identity and a length", post + "Transfer-Encoding: identity\nContent-Length: 5\n\nWorld"),
                unframed(
                        "a length and empty codings",
                        post + "Content-Length: 10\nTransfer-Encoding:\nTransfer-Encoding:\n\n2\nAA\n0\n\n"),
                unframed("chunked before deflate", post + "Transfer-Encoding: chunked, deflate\n\nWorld"),
                unframed(
                        "chunked before deflate, each by itself",
                        post + "Transfer-Encoding: chunked\nTransfer-Encoding: deflate\n\nWorld"),
                // llhttp leaves the coding to its user; we know none but chunked.
                Sample.refused(
                        "deflate before chunked",
                        Refusal.CODING,
                        post + "Transfer-Encoding: deflate, chunked\n\n5\nWorld\n0\n\n"),
                unframed(
                        "deflate before chunked, each by itself",
                        post + "Transfer-Encoding: deflate\nTransfer-Encoding: chunked\n\n5\nWorld\n0\n\n"),
                unframed("chunkedchunked", post + "Transfer-Encoding: chunkedchunked\n\n5\nWorld\n0\n\n"));
    }

    private static List<Sample> lengths() {
        return List.of(
                Sample.reads("a length with zeroes", PUT + "Content-Length: 003\n\nabc", "PUT /url [abc]"),
                Sample.reads(
                        "a field behind a length", PUT + "Content-Length: 003\nOhai: world\n\nabc", "PUT /url [abc]"),
                unframed("a length beyond all", PUT + "Content-Length: 1000000000000000000000\n\n"),
                unframed("lengths that differ", PUT + "Content-Length: 1\nContent-Length: 2\n\n"),
                unframed("a length and identity", PUT + "Content-Length: 1\nTransfer-Encoding: identity\n\n"),
                bad("a space behind Content-Length", PUT + "Content-Length : 4\n\nabcdefgh"),
                Sample.reads(
                        "conTENT-Length",
                        "GET /funky HTTP/1.0\nconTENT-Length: 5\n\nHELLO",
                        "GET /funky close [HELLO]"),
                Sample.reads("spaces around a length", PUT + "Content-Length:  42 \n\n", "…"),
                Sample.reads("tabs around a length", PUT + "Content-Length:\t42\t  \n\n", "…"),
                unframed("a space in a length", PUT + "Content-Length: 4 2\n\n"),
                unframed("a space in a longer length", PUT + "Content-Length: 13 37\n\n"),
                unframed("an empty length, llhttp's", PUT + "Content-Length:\n\n"),
                bad("CR for a dash", PUT + "Content␍Length: 003\n\nabc"),
                bad("CR for the empty line", PUT + "Content-Length: 3\n␍abc"));
    }

    private static List<Sample> connection() {
        String upgrade = "Connection: Something, Upgrade, ,Keep-Alive\n";
        return List.of(
                Sample.reads("keep-alive", PUT + "Connection: keep-alive\n\n", "PUT /url"),
                Sample.reads(
                        "keep-alive, twice", (PUT + "Connection: keep-alive\n\n").repeat(2), "PUT /url | PUT /url"),
                Sample.reads("HTTP/1.0", "PUT /url HTTP/1.0\n\n", "PUT /url close"),
                Sample.reads(
                        "an empty line between requests",
                        "POST / HTTP/1.1\nHost: a\nContent-Length: 4\n\nq=42\nGET / HTTP/1.1\nHost: a\n\n",
                        "POST / [q=42] | GET /"),
                bad("CR for a dash in keep-alive", PUT + "Connection: keep␍alive\n\n"),
                Sample.reads("close", PUT + "Connection: close\n\n", "PUT /url close"),
                Sample.reads("close and a tab", PUT + "Connection: close\t\n\n", "PUT /url close"),
                Sample.reads(
                        "close among others",
                        PUT + "Connection: close, token, upgrade, token, keep-alive\n\n",
                        "PUT /url close"),
                bad("a space behind Connection", PUT + "Connection : upgrade\nContent-Length: 4\n\nabcd"),
                Sample.reads("an upgrade", PUT + upgrade + "Upgrade: WebSocket\n\n", "PUT /url"),
                Sample.reads(
                        "an upgrade with a body",
                        PUT + "Connection: upgrade\nContent-Length: 4\nUpgrade: ws\n\nabcd",
                        "PUT /url [abcd]"));
    }

    private static List<Sample> methods() {
        return Stream.concat(
                        Stream.of(
                                        "REPORT",
                                        "CONNECT",
                                        "M-SEARCH",
                                        "PURGE",
                                        "SEARCH",
                                        "LINK",
                                        "UNLINK",
                                        "SOURCE",
                                        "PRI",
                                        "QUERY",
                                        "TRACE",
                                        "MKCOL",
                                        "PROPFIND")
                                .map(method -> Sample.refused(
                                        "the method " + method,
                                        Refusal.METHOD,
                                        method + " /test HTTP/1.1\nHost: a\n\n")),
                        Stream.of(Method.values())
                                .map(method -> Sample.reads(
                                        "the method " + method,
                                        method + " /test HTTP/1.1\nHost: a\n\n",
                                        method + " /test")))
                .toList();
    }

    private static List<Sample> others() {
        return List.of(
                Sample.reads(
                        "three requests at once",
                        "POST /aaa HTTP/1.1\nHost: a\nContent-Length: 3\n\nAAA\nPUT /bbb HTTP/1.1\nHost: a\n"
                                + "Content-Length: 4\n\nBBBB\nPATCH /ccc HTTP/1.1\nHost: a\nContent-Length: 5\n\nCCCC",
                        "POST /aaa [AAA] | PUT /bbb [BBBB] | …"),
                Sample.reads("an unfinished body", PUT + "Content-Length: 100\n\n", "…"),
                Sample.reads("an unfinished name", PUT + "Content-Leng", "…"),
                Sample.reads("plus signs", PUT + "aaaaaaaaaaaaa:++++++++++\n\n", "PUT /url"),
                Sample.reads("an empty line before", "\n" + PUT + "\n", "PUT /url"),
                Sample.refused("no version in the line", Refusal.VERSION, "GET /\n\n"),
                bad("folds with LF", PUT + "Line1:   abc␊\tdef␊ ghi␊␊"),
                bad("CR behind the version", "GET / HTTP/1.1␍Line: 1\n\n"),
                Sample.reads("UTF-8 in a value", PUT + "Test: D\u00c3\u00bcsseldorf\n\n", "PUT /url"),
                Sample.reads("0xff in a value", PUT + "Test: \u00ffValue\n\n", "PUT /url"),
                Sample.reads("a tab and spaces before a value", PUT + "Test:\t Value2\n\n", "PUT /url"),
                // reg-name may have sub-delims; no name of a host has them, and proxies differ.
                Sample.refused(
                        "a host with an equals sign", Refusal.BAD_HOST, "GET / HTTP/1.1\nHost: 0.0.0.0=5000\n\n"));
    }
}

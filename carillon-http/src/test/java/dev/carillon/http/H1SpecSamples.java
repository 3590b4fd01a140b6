package dev.carillon.http;

import java.util.ArrayList;
import java.util.List;

/** The cases of uNetworking's h1spec (f0a5650), told anew; where it takes any refusal, ours stands here. */
final class H1SpecSamples {
    private H1SpecSamples() {}

    static List<Sample> all() {
        List<Sample> samples = new ArrayList<>(waiting());
        samples.addAll(whole());
        return samples;
    }

    /** A request that is not complete is neither answered nor refused. */
    private static List<Sample> waiting() {
        String whole = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r";
        int[] cuts = {1, 4, 10, 11, 15, 19, 20, 21, 24, 26, 27, 36, 37, 38, 39};
        List<Sample> samples = new ArrayList<>();
        for (int cut : cuts) {
            samples.add(new Sample("the first " + cut + " bytes", whole.substring(0, cut), "…"));
        }
        return samples;
    }

    private static List<Sample> whole() {
        String get = "GET / HTTP/1.1\nHost: example.com\n";
        String post = "POST / HTTP/1.1\nHost: example.com\n";
        return List.of(
                Sample.refused("no version", Refusal.MALFORMED, "GET / \n\n"),
                Sample.reads("Expect without a body", get + "Expect: 100-continue\n\n", "GET /"),
                Sample.reads("GET", get + "\n", "GET /"),
                Sample.reads("GET, oddly", "GET / HTTP/1.1\nhoSt:\texample.com\nempty:\n\n", "GET /"),
                Sample.refused("brackets in a name", Refusal.MALFORMED, get + "X-Invalid[]: test\n\n"),
                Sample.refused("without Host", Refusal.BAD_HOST, "GET / HTTP/1.1\nContent-Length: 5\n\n"),
                Sample.refused("several Hosts", Refusal.BAD_HOST, get + "Host: example.org\n\n"),
                Sample.refused(
                        "a negative length beyond all",
                        Refusal.BAD_FRAMING,
                        get + "Content-Length: -123456789123456789123456789\n\n"),
                Sample.refused("a negative length of some", Refusal.BAD_FRAMING, get + "Content-Length: -1234\n\n"),
                Sample.refused("a length of letters", Refusal.BAD_FRAMING, get + "Content-Length: abc\n\n"),
                Sample.reads("an empty value", get + "X-Empty-Header: \n\n", "GET /"),
                Sample.refused("a bell in a value", Refusal.MALFORMED, get + "X-Bad-Control-Char: test\u0007\n\n"),
                Sample.refused("HTTP/9.9", Refusal.VERSION, "GET / HTTP/9.9\nHost: example.com\n\n"),
                Sample.refused(
                        "something before the request",
                        Refusal.METHOD,
                        "Extra lineGET / HTTP/1.1\nHost: example.com\n\n"),
                Sample.refused("a line that ends otherwise", Refusal.MALFORMED, get + "␍Some-Header: Test\n\n"),
                Sample.reads("POST with a body", post + "Content-Length: 5\n\nhello", "POST / [hello]"),
                Sample.reads(
                        "POST in chunks",
                        post + "Transfer-Encoding: chunked\n\nc\nHellO world1\n0\n\n",
                        "POST / [HellO world1]"),
                Sample.refused(
                        "chunks beside a length, in changing case",
                        Refusal.BAD_FRAMING,
                        post + "content-LengtH: 5\nTransFer-Encoding: chunked\n\nc\nHellO world1\n0\n\n"));
    }
}

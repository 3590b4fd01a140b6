package dev.carillon.bench.http;

import dev.carillon.http.HttpLimits;
import dev.carillon.http.RequestHead;
import dev.carillon.http.RequestParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading one head and asking for its path, by either way, and beside both Jetty's parser alone, which only calls back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadsBenchmark {
    /** Whose head. */
    public enum Client {
        /** As short as they come. */
        WRK("""
            GET /plaintext HTTP/1.1
            Host: 127.0.0.1:8080

            """),
        /** With the fields of TechEmpower's runs. */
        WRK_FIELDS("""
            GET /plaintext HTTP/1.1
            Host: localhost:8080
            Accept: text/plain,text/html;q=0.9,application/xhtml+xml;q=0.9,application/xml;q=0.8,*/*;q=0.7
            Connection: keep-alive

            """),
        /** Without options. */
        CURL("""
            GET /a/b?c=d HTTP/1.1
            Host: localhost:8080
            User-Agent: curl/7.88.1
            Accept: */*

            """),
        /** For a script of a page. */
        CHROME("""
            GET /static/app.js?v=17 HTTP/1.1
            Host: www.example.org
            Connection: keep-alive
            sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"
            sec-ch-ua-mobile: ?0
            sec-ch-ua-platform: "Linux"
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
            Accept: */*
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: no-cors
            Sec-Fetch-Dest: script
            Referer: https://www.example.org/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-US,en;q=0.9,de;q=0.8
            Cookie: session=0123456789abcdef0123456789abcdef; theme=dark

            """);

        private final byte[] bytes;

        Client(String text) {
            bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Whose head is read. */
    @Param
    public Client client;

    private final RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);
    private final RequestHead head = new RequestHead();
    private final CountFields jettyFields = new CountFields();
    private final HttpParser jetty = new HttpParser(jettyFields, HttpLimits.DEFAULTS.head(), HttpCompliance.STRICT);
    private ByteBuffer input;

    /** Outside of the heap, as what comes from a socket is. */
    @Setup
    public void put() {
        input = ByteBuffer.allocateDirect(client.bytes.length).put(client.bytes);
    }

    /** There as a whole. */
    @Benchmark
    public String shortWay() {
        return path(parser.head(input.rewind(), head));
    }

    /** Cut behind its first byte, which is enough for the short way to leave it. */
    @Benchmark
    public String strictWay() {
        parser.head(input.rewind().limit(1), head);
        return path(parser.head(input.limit(input.capacity()), head));
    }

    private String path(boolean isComplete) {
        if (!isComplete) {
            throw new IllegalStateException("the head is not complete");
        }
        return head.path();
    }

    /** Jetty's parser, which makes objects of the fields, and a handler that counts them. */
    @Benchmark
    public int jettyAlone() {
        jetty.reset();
        jettyFields.count = 0;
        jetty.parseNext(input.rewind());
        if (jettyFields.count == 0) {
            throw new IllegalStateException("the head has no fields");
        }
        return jettyFields.count;
    }

    /** Counts them. */
    private static final class CountFields implements HttpParser.RequestHandler {
        private int count;

        @Override
        public void startRequest(String method, String uri, HttpVersion version) {}

        @Override
        public void parsedHeader(HttpField field) {
            count++;
        }

        @Override
        public boolean headerComplete() {
            return true;
        }

        @Override
        public boolean content(ByteBuffer bytes) {
            return false;
        }

        @Override
        public boolean contentComplete() {
            return false;
        }

        @Override
        public boolean messageComplete() {
            return true;
        }

        @Override
        public void earlyEOF() {}

        @Override
        public void badMessage(HttpException complaint) {
            throw new IllegalStateException((Throwable) complaint);
        }
    }
}

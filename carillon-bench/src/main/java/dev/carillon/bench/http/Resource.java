package dev.carillon.bench.http;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What is asked for. */
enum Resource {
    /** Thirteen bytes that every server has at hand. */
    PLAINTEXT("plaintext", "/plaintext", 0),
    /** The same from a handler that runs on a virtual thread. */
    VIRTUAL("virtual thread", "/virtual", 0),
    /** A small file. */
    KIB_1("1 KiB", "/static/1k.bin", 1),
    /** A page. */
    KIB_10("10 KiB", "/static/10k.bin", 10),
    /** A picture. */
    MIB_1("1 MiB", "/static/1m.bin", 1024);

    /** Of what is no file. */
    static final String HELLO = "Hello, World!";

    private final String text;
    private final String path;
    private final int kib;

    Resource(String text, String path, int kib) {
        this.text = text;
        this.path = path;
        this.kib = kib;
    }

    String text() {
        return text;
    }

    String path() {
        return path;
    }

    boolean isFile() {
        return kib > 0;
    }

    /** What every server has to answer. */
    byte[] body() {
        if (!isFile()) {
            return HELLO.getBytes(StandardCharsets.US_ASCII);
        }
        byte[] bytes = new byte[kib * 1024];
        new Random(kib).nextBytes(bytes);
        return bytes;
    }

    /** As TechEmpower's load asks for plaintext. */
    byte[] request() {
        String request = "GET " + path + " HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Accept: text/plain,text/html;q=0.9,application/xhtml+xml;q=0.9,application/xml;q=0.8,*/*;q=0.7\r\n"
                + "Connection: keep-alive\r\n\r\n";
        return request.getBytes(StandardCharsets.US_ASCII);
    }
}

package dev.carillon.http;

import java.util.List;

/** What well-known clients send. */
final class ClientSamples {
    private static final String CHROME = """
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

        """;
    private static final String FIREFOX = """
        GET / HTTP/1.1
        Host: localhost:8080
        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
        Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
        Accept-Language: en-US,en;q=0.5
        Accept-Encoding: gzip, deflate, br, zstd
        Connection: keep-alive
        Upgrade-Insecure-Requests: 1
        Priority: u=0, i

        """;
    private static final String TECHEMPOWER = """
        GET /plaintext HTTP/1.1
        Host: localhost:8080
        Accept: text/plain,text/html;q=0.9,application/xhtml+xml;q=0.9,application/xml;q=0.8,*/*;q=0.7
        Connection: keep-alive

        """;
    private static final String PYTHON = """
        PUT /items/7 HTTP/1.1
        Host: api.example.org
        User-Agent: python-requests/2.32.3
        Accept-Encoding: gzip, deflate
        Accept: */*
        Connection: keep-alive
        Content-Length: 9
        Content-Type: application/json

        {"a": 17}\
        """;
    private static final String AB = "Host: 127.0.0.1:8080\nUser-Agent: ApacheBench/2.3\nAccept: */*\n\n";
    private static final String CURL = "Host: localhost:8080\nUser-Agent: curl/7.88.1\nAccept: */*\n";

    private ClientSamples() {}

    static List<Sample> all() {
        String form = "Content-Length: 7\nContent-Type: application/x-www-form-urlencoded\n\na=b&c=d";
        String probe =
                "HEAD /health HTTP/1.1\nHost: service.internal\nUser-Agent: kube-probe/1.31\nConnection: close\n\n";
        return List.of(
                Sample.reads("wrk", "GET /plaintext HTTP/1.1\nHost: 127.0.0.1:8080\n\n", "GET /plaintext"),
                Sample.reads("wrk as TechEmpower calls it", TECHEMPOWER, "GET /plaintext"),
                Sample.reads("curl", "GET /a/b?c=d HTTP/1.1\n" + CURL + "\n", "GET /a/b?c=d"),
                Sample.reads("curl with a form", "POST /form HTTP/1.1\n" + CURL + form, "POST /form [a=b&c=d]"),
                Sample.reads(
                        "h2load",
                        "GET / HTTP/1.1\nHost: 127.0.0.1:8080\nuser-agent: h2load nghttp2/1.52.0\n\n",
                        "GET /"),
                Sample.reads("ab", "GET /test HTTP/1.0\n" + AB, "GET /test close"),
                Sample.reads("ab -k", "GET /test HTTP/1.0\nConnection: Keep-Alive\n" + AB, "GET /test"),
                Sample.reads("Chrome", CHROME, "GET /static/app.js?v=17"),
                Sample.reads("Firefox", FIREFOX, "GET /"),
                Sample.reads("a health check", probe, "HEAD /health close"),
                Sample.reads("Python with JSON", PYTHON, "PUT /items/7 [{\"a\": 17}]"));
    }
}

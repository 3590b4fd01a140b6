package dev.carillon.http;

import java.util.List;
import java.util.stream.Stream;

/** Targets in all their forms; what their paths come to, {@link RequestTargetTest} looks at. */
final class TargetSamples {
    private TargetSamples() {}

    /** With the target, the host field, and the path it comes to; refused without. */
    record Row(String target, String host, String path) {
        String input(Method method) {
            return method + " " + target + " HTTP/1.1\nHost: " + host + "\n\n";
        }
    }

    static List<Sample> all() {
        return Stream.concat(
                        good().stream()
                                .map(row -> Sample.reads(
                                        "the target " + row.target, row.input(Method.GET), "GET " + row.target)),
                        bad().stream()
                                .map(target -> Sample.refused(
                                        "the target " + target,
                                        Refusal.BAD_TARGET,
                                        new Row(target, "a", "").input(Method.GET))))
                .toList();
    }

    static List<Row> good() {
        return List.of(
                new Row("/", "a", "/"),
                new Row("/a/b.c/d-e_f~g", "a", "/a/b.c/d-e_f~g"),
                new Row("/!$&'()*+,;=:@", "a", "/!$&'()*+,;=:@"),
                new Row("/a%20b", "a", "/a b"),
                new Row("/%41%7a", "a", "/Az"),
                new Row("/%C3%A9%e2%82%ac", "a", "/é€"),
                new Row("/a%2eb", "a", "/a.b"),
                new Row("/a%25%32f", "a", "/a%2f"),
                new Row("/a/./b", "a", "/a/b"),
                new Row("/a/../b", "a", "/b"),
                new Row("/a/b/..", "a", "/a/"),
                new Row("/a/.", "a", "/a/"),
                new Row("/..a/.b/c..", "a", "/..a/.b/c.."),
                new Row("/.../b", "a", "/.../b"),
                new Row("//a//b/", "a", "//a//b/"),
                new Row("/a;b=c/d", "a", "/a;b=c/d"),
                new Row("/test.cgi?foo=bar?baz", "a", "/test.cgi"),
                new Row("/?", "a", "/"),
                new Row("/?a[]=|&b={}`^\\'", "a", "/"),
                new Row("/?a=%zz&../..", "a", "/"),
                new Row("http://hypnotoad.org", "hypnotoad.org", "/"),
                new Row("http://hypnotoad.org?hail=all", "hypnotoad.org", "/"),
                new Row("http://hypnotoad.org:1234?hail=all", "hypnotoad.org:1234", "/"),
                new Row("HTTPS://Hypnotoad.ORG/a/../b", "hypnotoad.org", "/b"));
    }

    static List<String> bad() {
        String forms = "* a ?a=b a:80 http:// http:///a http://a@b/ http://a:b/ http://[::1/ ftp://a/ http:a";
        String dots = "//../a /.. /../a /a/../../b /a//../b /%2e%2e/a /a/%2e/b /a/.%2E/b /..;/a /a/.;x/b /%2e;x";
        String escapes = "/a%2fb /a%2Fb /a%00b /a% /a%2 /a%zz /a%c3 /a%c0%af /a%ed%a0%80";
        String characters = "/a#b /?a#b /a\"b /a<b /a\\b /a|b /a^b /a[b] /a{b} /?a=\"b\" /?<script> /\u00e9 /?\u00e9";
        return List.of(String.join(" ", forms, dots, escapes, characters).split(" "));
    }
}

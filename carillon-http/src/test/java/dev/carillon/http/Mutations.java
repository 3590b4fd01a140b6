package dev.carillon.http;

import java.util.List;
import java.util.random.RandomGenerator;

/** Samples with a few bytes changed, so that most are nearly right: that is where two readers differ. */
final class Mutations {
    private static final String[] PIECES = {
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        ":",
        ",",
        ";",
        "\0",
        "\u000b",
        "\u007f",
        "\u0080",
        "\u00ff",
        "%",
        "%2e",
        "/",
        "//",
        "..",
        "?",
        "#",
        "0",
        "1",
        "9",
        "-",
        "+",
        "=",
        "\"",
        "\r\n ",
        "\r\n\r\n",
        "chunked",
        "close",
        "Host: b\r\n",
        "Content-Length: 3\r\n",
        "content-length:0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Connection: close\r\n",
        "Expect: 100-continue\r\n",
        "X: y\r\n",
        "HTTP/1.0",
        "HTTP/1.1",
        "GET ",
        "3\r\nabc\r\n",
        "0\r\n\r\n",
        "[::1]",
        "http://a"
    };

    private final RandomGenerator random;
    private final List<Sample> samples = Sample.all().toList();

    Mutations(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        StringBuilder text = new StringBuilder(any(samples).input());
        if (random.nextInt(8) == 0) {
            text.append(any(samples).input());
        }
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            edit(text);
        }
        return text.toString();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void edit(StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextInt(8) == 0 ? 20 : 2));
        switch (random.nextInt(5)) {
            case 0 -> text.delete(at, end);
            case 1 -> text.insert(at, text.substring(at, end));
            case 2 -> text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
            case 3 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
            default -> text.insert(at, (char) random.nextInt(256));
        }
    }
}

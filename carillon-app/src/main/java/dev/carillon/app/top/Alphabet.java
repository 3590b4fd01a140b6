package dev.carillon.app.top;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What a terminal can show: shapes as letters and signs where it knows nothing else. */
final class Alphabet {
    private static final String SHAPES = "▲■●○◌▁▂▃▄▅▆▇█…×µ✓✗↑↓–";
    private static final String SIGNS = "!#*o?..::||##~xu+x^v-";

    private final Charset charset;

    Alphabet(Charset charset) {
        this.charset = charset;
    }

    /** A text as it is sent. */
    byte[] bytes(String text) {
        return charset.equals(StandardCharsets.UTF_8)
                ? text.getBytes(charset)
                : inSigns(text).getBytes(charset);
    }

    private static String inSigns(String text) {
        StringBuilder signs = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int place = SHAPES.indexOf(text.charAt(i));
            signs.append(place < 0 ? text.charAt(i) : SIGNS.charAt(place));
        }
        return signs.toString();
    }
}

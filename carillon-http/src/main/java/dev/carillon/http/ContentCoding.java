package dev.carillon.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A coding of content, and which of them a client wants (RFC 9110 sections 8.4.1 and 12.5.3). */
public enum ContentCoding {
    /** As it is. */
    IDENTITY("identity", ""),
    /** RFC 1952. */
    GZIP("gzip", ".gz"),
    /** RFC 7932. */
    BROTLI("br", ".br");

    private static final int NOT_SAID = -1;
    private static final int WHOLE = 1000;

    private final String token;
    private final String suffix;

    ContentCoding(String token, String suffix) {
        this.token = token;
        this.suffix = suffix;
    }

    /**
     * Its name in fields.
     *
     * @return for example {@code gzip}
     */
    public String token() {
        return token;
    }

    /**
     * What the name of a file ends with that holds another file's content in this coding.
     *
     * @return for example {@code .gz}; empty for {@link #IDENTITY}
     */
    public String suffix() {
        return suffix;
    }

    /**
     * The one a client likes best of those that there are. {@link #IDENTITY} can always be had, and is the answer also to a
     * client that forbids it together with all others: an answer is better than none.
     *
     * @param acceptEncoding the values of {@code Accept-Encoding}, one a line; none for a client that said nothing, which gets
     *     the content as it is
     * @param offered what there is, the best first: with it go equal wishes
     * @return one of the offered, or {@link #IDENTITY}
     */
    public static ContentCoding choose(List<String> acceptEncoding, List<ContentCoding> offered) {
        return order(acceptEncoding, offered).getFirst();
    }

    /**
     * Those that a client takes in the order in which it likes them, for whom has to look which of them there are.
     *
     * @param acceptEncoding as {@link #choose} has it
     * @param offered what there may be, the best first: with it go equal wishes
     * @return ends with {@link #IDENTITY}, which can always be had: what is liked less is not in it
     */
    public static List<ContentCoding> order(List<String> acceptEncoding, List<ContentCoding> offered) {
        if (acceptEncoding.isEmpty()) {
            return List.of(IDENTITY);
        }
        int least = Math.max(1, IDENTITY.said(acceptEncoding)); // not said, it is the last resort
        Map<ContentCoding, Integer> liked = new EnumMap<>(ContentCoding.class);
        for (ContentCoding coding : offered) {
            int quality = coding == IDENTITY ? 0 : coding.quality(acceptEncoding);
            if (quality >= least) {
                liked.put(coding, quality);
            }
        }
        List<ContentCoding> order = new ArrayList<>(offered);
        order.retainAll(liked.keySet());
        order.sort(Comparator.comparing(liked::get, Comparator.reverseOrder()));
        order.add(IDENTITY);
        return order;
    }

    /** In thousandths; 0 if it is not wanted. */
    private int quality(List<String> acceptEncoding) {
        int said = said(acceptEncoding);
        return said == NOT_SAID ? Math.max(0, find(acceptEncoding, "*")) : said;
    }

    private int said(List<String> acceptEncoding) {
        int said = find(acceptEncoding, token);
        return said == NOT_SAID ? find(acceptEncoding, "x-" + token) : said; // RFC 9110 section 8.4.1.3
    }

    private static int find(List<String> lines, String token) {
        for (String line : lines) {
            for (String item : line.split(",", -1)) {
                int semicolon = item.indexOf(';');
                String name = semicolon < 0 ? item : item.substring(0, semicolon);
                if (name.strip().equalsIgnoreCase(token)) {
                    return semicolon < 0 ? WHOLE : weight(item.substring(semicolon + 1));
                }
            }
        }
        return NOT_SAID;
    }

    /** Of {@code q=0.5}, in thousandths. What is no weight says that it is not wanted: then nothing can go wrong. */
    private static int weight(String parameter) {
        String text = parameter.strip().toLowerCase(Locale.ROOT);
        if (!text.startsWith("q=")) {
            return 0;
        }
        String number = text.substring(2).strip();
        if (number.isEmpty() || number.length() > 5 || (number.length() > 1 && number.charAt(1) != '.')) {
            return 0;
        }
        int weight = digit(number, 0) * 1000 + digit(number, 2) * 100 + digit(number, 3) * 10 + digit(number, 4);
        return weight < 0 || weight > WHOLE ? 0 : weight;
    }

    /** The digit there; 0 behind the end; far below 0 if it is none. */
    private static int digit(String number, int at) {
        if (at >= number.length()) {
            return 0;
        }
        int digit = number.charAt(at) - '0';
        return digit < 0 || digit > 9 ? -WHOLE * WHOLE : digit;
    }
}

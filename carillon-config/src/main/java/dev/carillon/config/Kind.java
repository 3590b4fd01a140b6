package dev.carillon.config;

import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the value of a key may be.
 *
 * @param <T> what it becomes
 */
public final class Kind<T> {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9}) ?(B|KiB|MiB|GiB)");
    private static final Pattern SHARE = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?) ?%");
    private static final String SPAN = "[0-9]{1,9} ?(?:ms|s|m|h)";
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}";
    private static final int PERCENT = 100;
    private static final int STEP_BITS = 10;

    private final String allowed;
    private final Map<String, Object> schema;
    private final Reader<T> reader;

    /** Makes something of a value. */
    @FunctionalInterface
    private interface Reader<T> {
        /**
         * @param value as TOML has it
         * @param directory that of the file
         * @throws IllegalArgumentException if it is not allowed; with why, if that is not clear from what is
         */
        T read(Object value, Path directory);
    }

    private Kind(String allowed, Map<String, Object> schema, Reader<T> reader) {
        this.allowed = allowed;
        this.schema = schema;
        this.reader = reader;
    }

    /** What is allowed, in the words of JSON Schema, draft 4; of some texts more than is. */
    public Map<String, Object> schema() {
        return schema;
    }

    private static Map<String, Object> texts(String pattern) {
        return Map.of("type", "string", "pattern", "^(?:" + pattern + ")$|\\$\\{");
    }

    /** What is allowed, in words. */
    public String allowed() {
        return allowed;
    }

    T read(Object value, Path directory) {
        return reader.read(value, directory);
    }

    private static IllegalArgumentException not() {
        return new IllegalArgumentException("");
    }

    private static String string(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw not();
    }

    /** Any text but the empty one. */
    public static Kind<String> text() {
        return new Kind<>("a text, not empty", Map.of("type", "string", "minLength", 1), (value, directory) -> {
            if (string(value).isEmpty()) {
                throw not();
            }
            return string(value);
        });
    }

    /**
     * A text with a meaning.
     *
     * @param allowed which ones, in words
     * @param parser makes something of it, or throws an IllegalArgumentException with the reason
     */
    public static <T> Kind<T> text(String allowed, Function<String, T> parser) {
        return new Kind<>(allowed, Map.of("type", "string"), (value, directory) -> parser.apply(string(value)));
    }

    /** The same, of which a schema can say more: all that are allowed match a pattern, such as JSON Schema has them. */
    public static <T> Kind<T> text(String allowed, String pattern, Function<String, T> parser) {
        return new Kind<>(allowed, texts(pattern), (value, directory) -> parser.apply(string(value)));
    }

    /** Yes or no. */
    public static Kind<Boolean> flag() {
        return new Kind<>("true or false", Map.of("type", "boolean"), (value, directory) -> {
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw not();
        });
    }

    /** A whole number within bounds. */
    public static Kind<Integer> number(int least, int most) {
        String bounds = most == Integer.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
        Map<String, Object> schema = Map.of("type", "integer", "minimum", least, "maximum", most);
        return new Kind<>("a whole number " + bounds, schema, (value, directory) -> {
            if (value instanceof Long number && number >= least && number <= most) {
                return Math.toIntExact(number);
            }
            throw not();
        });
    }

    /** A number, with or without a fraction. */
    public static Kind<Double> decimal() {
        return new Kind<>("a number", Map.of("type", "number"), (value, directory) -> {
            if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                return number.doubleValue();
            }
            throw not();
        });
    }

    /** So many in a span: {@code "2000/s"}, {@code "6/m"}, {@code "1/10 s"}. */
    public static Kind<Rate> rate() {
        return text(
                "so many in a time: \"2000/s\", \"6/m\", \"1/10 s\"",
                Rate.PATTERN,
                text -> Rate.parse(text).orElseThrow(Kind::not));
    }

    /** An address. */
    public static Kind<SocketAddress> address() {
        return text(Address.ALLOWED, Address.PATTERN, Address::parse);
    }

    /** A secret, by where it is: {@code "file:PATH"} or {@code "env:NAME"}. */
    public static Kind<Secret> secret() {
        return new Kind<>(
                "where a secret is: \"file:PATH\" or \"env:NAME\"",
                texts("(?:file|env):.+"),
                (value, directory) -> Secret.read(string(value), directory));
    }

    /** A word that names something: letters, digits, {@code _ . -}. */
    public static Kind<String> name() {
        return text("a name of letters, digits, '-', '_' and '.', at most 64", NAME, text -> {
            if (!isName(text)) {
                throw not();
            }
            return text;
        });
    }

    /** Whether something is a name as {@link #name} reads it. */
    public static boolean isName(String text) {
        return text.matches(NAME);
    }

    /** A span of time; zero for none. */
    public static Kind<Duration> span() {
        return text(
                "a span of time: \"500 ms\", \"5 s\", \"2 m\", \"1 h\", or \"0\" for none",
                "0|" + SPAN,
                Kind::parseSpan);
    }

    /** A span of time longer than zero. */
    public static Kind<Duration> positiveSpan() {
        return text("a span of time longer than zero: \"500 ms\", \"5 s\", \"2 m\", \"1 h\"", SPAN, text -> {
            Duration span = parseSpan(text);
            if (span.isZero()) {
                throw not();
            }
            return span;
        });
    }

    private static Duration parseSpan(String text) {
        try {
            return SpanOfTime.parse(text.replaceFirst("(?<=[0-9]) (?=[a-z])", ""));
        } catch (IllegalArgumentException e) {
            throw text.matches("[0-9]+ ?(ms|s|m|h)") ? new IllegalArgumentException("longer than a year", e) : not();
        }
    }

    /** A number of bytes within bounds. */
    public static Kind<Long> size(long least, long most) {
        String allowed =
                "a size from " + sizeText(least) + " to " + sizeText(most) + ": \"512 B\", \"64 KiB\", \"2 MiB\"";
        return text(allowed, "0|" + SIZE.pattern(), text -> {
            long size = parseSize(text);
            if (size < least || size > most) {
                throw not();
            }
            return size;
        });
    }

    private static long parseSize(String text) {
        if (text.equals("0")) {
            return 0;
        }
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw not();
        }
        int step = switch (matcher.group(2)) {
            case "B" -> 0;
            case "KiB" -> 1;
            case "MiB" -> 2;
            default -> 3;
        };
        return Long.parseLong(matcher.group(1)) << STEP_BITS * step; // 30 bits and 30
    }

    private static String sizeText(long size) {
        String[] units = {"B", "KiB", "MiB", "GiB"};
        int unit = 0;
        long left = size;
        while (left > 0 && left % (1 << STEP_BITS) == 0 && unit < units.length - 1) {
            left >>= STEP_BITS;
            unit++;
        }
        return left + " " + units[unit];
    }

    /** A part of a whole, from 0 to 1. */
    public static Kind<Double> share() {
        return text(
                "a share from 0 % to 100 %: \"80 %\"",
                SHARE.pattern(), text -> {
                    Matcher matcher = SHARE.matcher(text);
                    double share = matcher.matches() ? Double.parseDouble(matcher.group(1)) / PERCENT : -1;
                    if (share < 0 || share > 1) {
                        throw not();
                    }
                    return share;
                });
    }

    /** One of some words: the constants' names in small letters, with hyphens. */
    public static <E extends Enum<E>> Kind<E> choice(Class<E> constants) {
        List<String> words =
                Arrays.stream(constants.getEnumConstants()).map(Kind::word).toList();
        String allowed = words.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(" or "));
        return new Kind<>(
                allowed,
                Map.of("type", "string", "enum", words),
                (value, directory) -> Arrays.stream(constants.getEnumConstants())
                        .filter(constant -> word(constant).equals(string(value)))
                        .findFirst()
                        .orElseThrow(Kind::not));
    }

    /** How a constant is called in a file, and in what is told of it. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The path of a file; relative ones begin at the directory of the configuration. */
    public static Kind<Path> path() {
        return path("the path of a file", path -> {});
    }

    /** The path of a file that is there and can be read. */
    public static Kind<Path> file() {
        return path("a file that can be read", path -> {
            require(Files.exists(path), "there is no such file");
            require(!Files.isDirectory(path), "that is a directory");
            require(Files.isRegularFile(path), "that is no regular file");
            require(Files.isReadable(path), "it cannot be read");
        });
    }

    /** The path of a directory that is there and can be searched. */
    public static Kind<Path> directory() {
        return path("a directory that can be searched", path -> {
            require(Files.exists(path), "there is no such directory");
            require(Files.isDirectory(path), "that is no directory");
            require(Files.isExecutable(path), "it cannot be searched");
        });
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static Kind<Path> path(String allowed, Consumer<Path> check) {
        return new Kind<>(allowed, Map.of("type", "string", "minLength", 1), (value, directory) -> {
            String text = string(value);
            if (text.isEmpty()) {
                throw not();
            }
            Path path;
            try {
                path = directory.resolve(text);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("no file can have this name", e);
            }
            check.accept(path);
            return path;
        });
    }
}

package dev.carillon.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which media type a file's name tells (RFC 9110 section 8.3.1). Text is taken as UTF-8, and its type says so. Immutable; safe
 * from any thread.
 */
public final class MediaTypes {
    /** The types of the list that comes with this module, {@code media-types.txt}. */
    public static final MediaTypes DEFAULTS = new MediaTypes(read(), MediaTypes.BYTES);

    /** What is said of a file of which nothing is known: browsers save it, and guess nothing. */
    public static final String BYTES = "application/octet-stream";

    private static final Set<String> COMPRESSIBLE = Set.of(
            "application/javascript",
            "application/json",
            "application/ld+json",
            "application/manifest+json",
            "application/rtf",
            "application/sql",
            "application/toml",
            "application/vnd.ms-fontobject",
            "application/wasm",
            "application/x-tar",
            "application/xml",
            "application/yaml",
            "font/otf",
            "font/ttf",
            "image/bmp",
            "image/svg+xml",
            "image/x-icon");

    private final Map<String, String> byExtension;
    private final String otherwise;

    private MediaTypes(Map<String, String> byExtension, String otherwise) {
        this.byExtension = byExtension;
        this.otherwise = otherwise;
    }

    private static Map<String, String> read() {
        InputStream list = MediaTypes.class.getResourceAsStream("media-types.txt");
        if (list == null) {
            throw new IllegalStateException("media-types.txt is missing beside " + MediaTypes.class);
        }
        Map<String, String> types = new HashMap<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(list, StandardCharsets.US_ASCII))) {
            reader.lines()
                    .filter(line -> !line.isBlank() && line.charAt(0) != '#')
                    .forEach(line -> add(line, types));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(types);
    }

    /** One line: {@code text/html; charset=utf-8 = html htm}. */
    private static void add(String line, Map<String, String> types) {
        int equals = line.lastIndexOf(" = ");
        String type = line.substring(0, equals);
        for (String extension : line.substring(equals + 3).split(" ", -1)) {
            if (types.put(extension, type) != null) {
                throw new IllegalStateException("media-types.txt has " + extension + " twice");
            }
        }
    }

    /**
     * Another type for an extension.
     *
     * @param extension without its dot; case does not matter
     * @param type the whole value of {@code Content-Type}
     * @return the changed copy
     * @throws IllegalArgumentException if the type cannot be the value of a field
     */
    public MediaTypes with(String extension, String type) {
        Map<String, String> types = new HashMap<>(byExtension);
        types.put(extension.toLowerCase(Locale.ROOT), checked(type));
        return new MediaTypes(Map.copyOf(types), otherwise);
    }

    /**
     * Another type for files of which nothing is known.
     *
     * @param type the whole value of {@code Content-Type}
     * @return the changed copy
     * @throws IllegalArgumentException if the type cannot be the value of a field
     */
    public MediaTypes withOther(String type) {
        return new MediaTypes(byExtension, checked(type));
    }

    private static String checked(String type) {
        return FieldRules.requireValue("Content-Type", type);
    }

    /**
     * The type of a file.
     *
     * @param name its name, or a path that ends with it
     * @return the whole value of {@code Content-Type}; never null, see {@link #withOther}
     */
    public String of(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0 || name.indexOf('/', dot) >= 0) {
            return otherwise;
        }
        String extension = name.substring(dot + 1);
        String type = byExtension.get(extension);
        return type != null ? type : byExtension.getOrDefault(extension.toLowerCase(Locale.ROOT), otherwise);
    }

    /**
     * Whether content of a type becomes much smaller when it is compressed: text does, and what has been compressed by itself
     * does not.
     *
     * @param type a value of {@code Content-Type}; null for content that has none
     * @return true for {@code text/*}, JSON, XML, …
     */
    public static boolean isCompressible(@Nullable String type) {
        if (type == null) {
            return false;
        }
        int semicolon = type.indexOf(';');
        String bare =
                (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
        return bare.startsWith("text/")
                || bare.endsWith("+json")
                || bare.endsWith("+xml")
                || COMPRESSIBLE.contains(bare);
    }
}

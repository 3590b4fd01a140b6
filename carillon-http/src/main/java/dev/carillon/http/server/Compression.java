package dev.carillon.http.server;

import dev.carillon.http.ContentCoding;
import dev.carillon.http.GzipEncoder;
import dev.carillon.http.MediaTypes;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Packs answers with gzip on their way out, for clients that take it: those of types that become smaller
 * ({@link MediaTypes#isCompressible}) and of some length, or of a length that is not known yet. What is packed already, a range,
 * and what {@code sendfile(2)} sends goes out as it is. Immutable; serves all exchanges at once.
 *
 * <p>Leave it out where an answer has secrets beside what others may have put there: its length tells of both.
 */
public final class Compression implements Filter {
    /** From 1 KiB on, at zlib's level 4. */
    public static final Compression DEFAULTS = new Compression(1024, 4);

    private static final int NOT_MODIFIED = 304;
    private static final String ACCEPT_ENCODING = "Accept-Encoding";
    private static final List<ContentCoding> OFFERED = List.of(ContentCoding.GZIP);

    private final int minimum;
    private final int level;

    private Compression(int minimum, int level) {
        this.minimum = minimum;
        this.level = level;
    }

    /**
     * Packs from another length on.
     *
     * @param bytes the shortest body that is packed, 0 or more
     * @return the changed copy
     */
    public Compression withMinimum(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a body has 0 bytes or more, not " + bytes);
        }
        return new Compression(bytes, level);
    }

    /**
     * Packs harder, or faster.
     *
     * @param newLevel 1 (fast) to 9 (small)
     * @return the changed copy
     */
    public Compression withLevel(int newLevel) {
        if (newLevel < 1 || newLevel > 9) {
            throw new IllegalArgumentException("a level of compression is 1 to 9, not " + newLevel);
        }
        return new Compression(minimum, newLevel);
    }

    @Override
    public void filter(Exchange exchange, HttpHandler next) throws Exception {
        exchange.beforeHead(() -> pack(exchange));
        next.handle(exchange);
    }

    private void pack(Exchange exchange) {
        StoredFile unchanged = exchange.status() == NOT_MODIFIED ? exchange.get(StoredFile.class) : null;
        if (unchanged != null) {
            packUnchanged(exchange, unchanged);
            return;
        }
        if (!MediaTypes.isCompressible(exchange.responseField("Content-Type"))
                || exchange.responseField("Content-Encoding") != null) {
            return;
        }
        // Also if this one is sent as it is: another client might get something else.
        Vary.add(exchange, ACCEPT_ENCODING);
        Extras set = exchange.extras();
        if (set.isVerbatim() || !mayPack(exchange, set.length()) || !exchange.encoder(new GzipEncoder(level))) {
            return;
        }
        exchange.setField("Content-Encoding", ContentCoding.GZIP.token());
        exchange.setField("Accept-Ranges", "none");
        weakenTag(exchange);
    }

    /** A client that has it already gets to know of it what it would with the file (RFC 9110 section 15.4.5). */
    private void packUnchanged(Exchange exchange, StoredFile file) {
        if (!MediaTypes.isCompressible(file.type) || file.coding != ContentCoding.IDENTITY) {
            return;
        }
        Vary.add(exchange, ACCEPT_ENCODING);
        if (file.whole() != null && mayPack(exchange, file.size())) {
            weakenTag(exchange);
        }
    }

    /** The bytes are others. */
    private static void weakenTag(Exchange exchange) {
        String tag = exchange.responseField("ETag");
        if (tag != null && !tag.startsWith("W/")) {
            exchange.setField("ETag", "W/" + tag);
        }
    }

    /** @param length of the body; -1 if it is not known */
    private boolean mayPack(Exchange exchange, long length) {
        return (length < 0 || (length > 0 && length >= minimum))
                && exchange.responseField("Content-Range") == null
                && !forbidsChange(exchange.responseField("Cache-Control"))
                && ContentCoding.choose(exchange.request().fields(ACCEPT_ENCODING), OFFERED) == ContentCoding.GZIP;
    }

    /** RFC 9111 section 5.2.2.6. */
    private static boolean forbidsChange(@Nullable String cacheControl) {
        return cacheControl != null && cacheControl.toLowerCase(Locale.ROOT).contains("no-transform");
    }
}

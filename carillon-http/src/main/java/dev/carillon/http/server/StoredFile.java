package dev.carillon.http.server;

import dev.carillon.http.ContentCoding;
import dev.carillon.http.EntityTag;
import dev.carillon.http.HttpDate;
import dev.carillon.http.Preconditions;
import dev.carillon.linux.FileStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file as it is answered with: what is said of it, and its content if that is in memory. Immutable; safe from any thread. */
final class StoredFile {
    /**
     * For how long a file that was changed may be changed again without showing it: its times are those of the kernel's tick, and
     * of a network's server.
     */
    static final long UNSETTLED_MILLIS = 2000;

    private static final String VARY = "Vary";

    final FileStatus status;
    final String type;
    final ContentCoding coding;
    final EntityTag tag;
    /** Seconds since 1970, never later than when it was looked at. */
    final long modified;
    /** Whether its bytes can still change without its times showing it. */
    final boolean isUnsettled;

    private final List<String> fields;
    private final @Nullable Response whole;
    /** Made when it is wanted; threads that race for it make the same one. */
    private @Nullable Response notModified;

    /**
     * @param status when it was opened
     * @param content null if it is not in memory
     * @param now milliseconds since 1970
     */
    StoredFile(
            FileStatus status,
            String type,
            ContentCoding coding,
            StaticOptions options,
            byte @Nullable [] content,
            long now) {
        this.status = status;
        this.type = type;
        this.coding = coding;
        this.isUnsettled = isUnsettled(status, now);
        this.tag = new EntityTag(opaque(status, coding), isUnsettled);
        this.modified = Math.min(status.modified().getEpochSecond(), Math.floorDiv(now, 1000));
        this.fields = fields(coding, options);
        this.whole = content == null ? null : withFields(Response.of(200, type, content), fields);
    }

    static boolean isUnsettled(FileStatus status, long now) {
        return status.changed().toEpochMilli() > now - UNSETTLED_MILLIS;
    }

    private static String opaque(FileStatus status, ContentCoding coding) {
        Instant modified = status.modified();
        long nanos = modified.getEpochSecond() * 1_000_000_000
                + modified.getNano(); // may overflow, and differs all the same
        return Long.toHexString(nanos) + "-" + Long.toHexString(status.size()) + coding.suffix();
    }

    private List<String> fields(ContentCoding coding, StaticOptions options) {
        List<String> all = new ArrayList<>();
        add(all, "ETag", tag.toString());
        add(all, "Last-Modified", HttpDate.format(modified));
        add(all, "Accept-Ranges", "bytes");
        if (coding != ContentCoding.IDENTITY) {
            add(all, "Content-Encoding", coding.token());
        }
        if (FileFinder.hasVariants(type, options)) {
            add(all, VARY, "Accept-Encoding");
        }
        options.cacheControl().ifPresent(value -> add(all, "Cache-Control", value));
        return List.copyOf(all);
    }

    private static void add(List<String> fields, String name, String value) {
        fields.add(name);
        fields.add(value);
    }

    private static Response withFields(Response response, List<String> fields) {
        Response with = response;
        for (int i = 0; i < fields.size(); i += 2) {
            with = with.withField(fields.get(i), fields.get(i + 1));
        }
        return with;
    }

    /** Bytes. */
    long size() {
        return status.size();
    }

    /** The time to compare with a client's where only the same bytes will do. */
    long certainlyModified() {
        return isUnsettled ? Preconditions.UNKNOWN : modified;
    }

    /** 200 with all of it; null if it is not in memory. */
    @Nullable
    Response whole() {
        return whole;
    }

    /** What is in memory of it. */
    ByteBuffer content() {
        if (whole == null) {
            throw new IllegalStateException("the file is not in memory");
        }
        return whole.body();
    }

    /** 304. */
    Response notModified() {
        Response made = notModified;
        if (made == null) {
            notModified = made = withFields(Response.empty(304), fields);
        }
        return made;
    }

    /** Sets the fields of an answer that is not prepared. */
    void describe(Exchange exchange) {
        exchange.setField("Content-Type", type);
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equals(VARY)) {
                Vary.add(exchange, fields.get(i + 1)); // somebody else has had a say in it
            } else {
                exchange.setField(fields.get(i), fields.get(i + 1));
            }
        }
    }
}

package dev.carillon.monitor.action;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is told in one call.
 *
 * @param parts one; several for a digest, the worst first
 */
record Load(List<Part> parts) {
    /**
     * A notice on its way.
     *
     * @param since when the first change of the alarm that was not told came
     * @param replaced how many changes of the alarm came between that one and this
     */
    record Part(Notice notice, Instant since, int replaced) {
        Part replacedBy(Notice later) {
            return new Part(later, since, replaced + 1);
        }
    }

    Load {
        parts = List.copyOf(parts);
    }

    List<Notice> notices() {
        return parts.stream().map(Part::notice).toList();
    }

    boolean isDigest() {
        return parts.size() > 1;
    }

    /** The same whenever the same is told. */
    String id() {
        if (!isDigest()) {
            return parts.getFirst().notice().id();
        }
        String ids = parts.stream().map(part -> part.notice().id()).collect(Collectors.joining("\n"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(ids.getBytes(StandardCharsets.UTF_8));
            return "digest:" + HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** In a line. */
    String summary() {
        String first = parts.getFirst().notice().line();
        return isDigest() ? parts.size() + " alarms changed, the first: " + first : first;
    }
}

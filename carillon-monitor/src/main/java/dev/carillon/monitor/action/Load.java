package dev.carillon.monitor.action;

import dev.carillon.config.Kind;
import dev.carillon.config.Printed;
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
     * @param replaced how many changes of the alarm came before this one that were not told
     * @param first the first of those, which is told along with this; this one, if it is the first
     */
    record Part(Notice notice, Instant since, int replaced, Notice first) {
        Part(Notice notice, Instant since, int replaced) {
            this(notice, since, replaced, notice);
        }

        /** Both in one: who never heard that an alarm was raised hears that with its end. */
        Part followedBy(Part later) {
            return new Part(later.notice, since, replaced + later.replaced + 1, first);
        }

        /** Whether it tells of a change before the last, too. */
        boolean hasFirst() {
            return !first.equals(notice);
        }

        List<Notice> notices() {
            return hasFirst() ? List.of(first, notice) : List.of(notice);
        }

        /** In a line, with what came first. */
        String line() {
            return hasFirst()
                    ? notice.line() + " (" + Kind.word(first.transition().to()) + " at "
                            + first.transition().time() + ": "
                            + Printed.line(first.transition().message()) + ")"
                    : notice.line();
        }
    }

    Load {
        parts = List.copyOf(parts);
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
        String first = parts.getFirst().line();
        return isDigest() ? parts.size() + " alarms changed, the first: " + first : first;
    }
}

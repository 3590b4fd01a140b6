package dev.carillon.http.server;

import dev.carillon.linux.Directory;
import dev.carillon.linux.DirectoryEntry;
import dev.carillon.linux.FileStatus;
import dev.carillon.linux.FileType;
import dev.carillon.linux.PathName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory as a page. Names that are no UTF-8 are left out: no request can ask for them. */
final class DirectoryListing {
    private static final String STYLE =
            "body{font-family:sans-serif}td{padding-right:2em}.n{text-align:right;font-variant-numeric:tabular-nums}";

    /** A name, and what it stands for; null for a link, which is not looked at before somebody asks for it. */
    private record Line(String name, @Nullable FileStatus status) {
        boolean isDirectory() {
            return status != null && status.type() == FileType.DIRECTORY;
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private boolean isCut;

    private DirectoryListing() {}

    /** Reads a directory, up to the options' bound of names. */
    static DirectoryListing read(Directory directory, StaticOptions options) {
        DirectoryListing listing = new DirectoryListing();
        List<DirectoryEntry> some = directory.read();
        while (!listing.isCut && !some.isEmpty()) {
            for (DirectoryEntry entry : some) {
                listing.add(directory, entry, options);
            }
            some = directory.read();
        }
        listing.lines.sort(
                Comparator.comparing((Line line) -> !line.isDirectory()).thenComparing(Line::name));
        return listing;
    }

    private void add(Directory directory, DirectoryEntry entry, StaticOptions options) {
        String name = text(entry.name());
        if (name == null || (name.startsWith(".") && !options.dotFiles())) {
            return;
        }
        if (lines.size() == options.listedNames()) {
            isCut = true;
            return;
        }
        FileStatus status = directory.status(entry.name());
        if (status == null) { // gone meanwhile
            return;
        }
        switch (status.type()) {
            case REGULAR, DIRECTORY -> lines.add(new Line(name, status));
            case LINK -> {
                if (options.links()) {
                    lines.add(new Line(name, null));
                }
            }
            default -> {}
        }
    }

    private static @Nullable String text(PathName name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name.bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The page, as UTF-8. */
    byte[] page(SitePath path, StaticOptions options) {
        StringBuilder page = new StringBuilder(500 + 150 * lines.size());
        String slash = path.name().isEmpty() ? "" : "/";
        String title = escaped("Index of " + options.prefix() + path.name() + slash);
        page.append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>")
                .append(title)
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head>\n<body><h1>")
                .append(title)
                .append("</h1>\n<table>\n");
        if (!path.name().isEmpty()) {
            page.append("<tr><td><a href=\"../\">../</a></td></tr>\n");
        }
        lines.forEach(line -> append(line, page));
        page.append("</table>\n");
        if (isCut) {
            page.append("<p>There are more than ")
                    .append(lines.size())
                    .append(" names; the others are not shown.</p>\n");
        }
        return page.append("</body></html>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(Line line, StringBuilder page) {
        String slash = line.isDirectory() ? "/" : "";
        page.append("<tr><td><a href=\"./"); // with its dot, or a name with a colon would be a scheme
        SitePath.escape(line.name(), page);
        page.append(slash)
                .append("\">")
                .append(escaped(line.name()))
                .append(slash)
                .append("</a></td>");
        FileStatus status = line.status();
        if (status != null) {
            page.append("<td>")
                    .append(DateTimeFormatter.ISO_INSTANT.format(
                            status.modified().truncatedTo(ChronoUnit.SECONDS)))
                    .append("</td><td class=\"n\">")
                    .append(line.isDirectory() ? "" : Long.toString(status.size()))
                    .append("</td>");
        }
        page.append("</tr>\n");
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}

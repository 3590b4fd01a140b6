package dev.carillon.monitor.file;

import dev.carillon.config.Kind;
import dev.carillon.config.Outline;
import dev.carillon.config.SpanOfTime;
import java.time.Duration;

/** What may be in a file, for people: the page {@code docs/monitor-reference.md}. */
public final class Reference {
    private final StringBuilder page = new StringBuilder();

    private Reference() {}

    /** The page. */
    public static String text() {
        Reference reference = new Reference();
        reference.page.append("""
            # The monitor's file

            Every key of a file for `carillon monitor -c`. This page is made of what reads the file, as is the schema that
            `carillon monitor schema` prints; `carillon monitor example` prints a file that runs, and
            [monitor.md](monitor.md) begins at the beginning.

            `${NAME}` in a text stands for what the environment has under that name, `$${` for `${`. Paths begin at the
            directory of the file. A file to which others may write is refused: it says which programs are started.
            """);
        reference.table("", MonitorFile.outline());
        return reference.page.toString();
    }

    private void table(String path, Outline outline) {
        if (!path.isEmpty()) {
            page.append("\n## `[").append(path).append("]`\n");
        }
        outline.choices()
                .forEach(choice -> page.append(choice.isRequired() ? "\nOne of " : "\nAt most one of ")
                        .append(String.join(
                                ", ",
                                choice.names().stream()
                                        .map(name -> "`" + name + "`")
                                        .toList()))
                        .append(".\n"));
        page.append("\n| key | what it is for | allowed |\n|---|---|---|\n");
        outline.entries().forEach(this::row);
        outline.entries().forEach(entry -> entry.inner().ifPresent(inner -> table(path(path, entry), inner)));
    }

    private void row(Outline.Entry entry) {
        page.append("| `")
                .append(entry.name())
                .append("` | ")
                .append(cell(entry.about()))
                .append(entry.isRequired() ? " **Needed.**" : "")
                .append(entry.otherwise()
                        .map(value -> " Else " + cell("`" + shown(value) + "`") + ".")
                        .orElse(""))
                .append(" | ")
                .append(cell(allowed(entry)))
                .append(" |\n");
    }

    private static String allowed(Outline.Entry entry) {
        String value = entry.kind().map(Kind::allowed).orElse("");
        return switch (entry.shape()) {
            case VALUE -> value;
            case LIST -> "an array; each " + value;
            case ENTRIES -> "a table; each " + value;
            case TABLE -> "a table, below";
            case TABLES -> "tables `[[…]]`, below";
            case NAMED -> "tables with names, below";
        };
    }

    private static String path(String path, Outline.Entry entry) {
        String own = path.isEmpty() ? entry.name() : path + "." + entry.name();
        return entry.shape() == Outline.Shape.NAMED ? own + "." + Outline.CHOSEN : own;
    }

    private static String shown(Object value) {
        return switch (value) {
            case Duration span -> SpanOfTime.text(span);
            case Enum<?> constant -> Kind.word(constant);
            default -> value.toString();
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}

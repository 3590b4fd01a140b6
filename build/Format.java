import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks or applies the format of every Java file of the tree: {@code java Format.java (check|apply) DIRECTORY}.
 *
 * <p>Exits with 1 where a file does not have the format or can not be parsed.
 */
final class Format {
    // Javadoc stays as written: the formatter would join the lines of a {@snippet}.
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    private Format() {}

    public static void main(String[] arguments) throws IOException {
        boolean apply = arguments[0].equals("apply");
        List<Path> wrong = sources(Path.of(arguments[1]).toRealPath()).parallelStream()
                .filter(file -> !hasFormat(file, apply))
                .toList();
        wrong.forEach(file -> System.err.println("not formatted: " + file));
        if (!wrong.isEmpty()) {
            System.err.println("To format them: mvn -q -pl build compile -Dformat=apply");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path tree) throws IOException {
        try (var files = Files.find(tree, 32, (file, _) -> file.toString().endsWith(".java"))) {
            return files.filter(file -> !file.toString().contains("/target/")).toList();
        }
    }

    /** After this an applied file has it. */
    private static boolean hasFormat(Path file, boolean apply) {
        try {
            String source = Files.readString(file);
            String formatted = FORMATTER.formatSourceAndFixImports(source);
            if (apply && !formatted.equals(source)) {
                Files.writeString(file, formatted);
            }
            return apply || formatted.equals(source);
        } catch (IOException | FormatterException e) {
            System.err.println(file + ": " + e.getMessage());
            return false;
        }
    }
}

package dev.carillon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * A TOML file, read as a whole.
 *
 * {@snippet :
 * ConfigFile file = ConfigFile.read(Path.of("monitor.toml"));
 * Duration every = file.root().get("every", Kind.span(), Duration.ofSeconds(5));
 * file.check(); // all that was wrong, from the syntax to unknown keys
 * }
 */
public final class ConfigFile {
    /** Longer ones were written by no person, and the parser takes seconds for what it does not understand. */
    private static final int LONGEST = 256 * 1024;

    private static final int BYTE_ORDER_MARK = '\ufeff';

    private final Path path;
    private final Problems problems;
    private final Variables variables;
    private final List<Section> sections = new ArrayList<>();
    private final Section root;

    private ConfigFile(Path path, String text, Problems problems, Variables variables) {
        this.path = path;
        this.problems = problems;
        this.variables = variables;
        TomlParseResult parsed = Toml.parse(text);
        if (parsed.hasErrors()) {
            problems.broken(Syntax.of(text, parsed.errors()));
        }
        this.root = new Section(this, "", Position.BEGINNING, parsed, null);
    }

    /** A file without anything in it. */
    static ConfigFile nothing() {
        return new ConfigFile(Path.of(""), "", new Problems(""), Variables.NONE);
    }

    /**
     * Reads a file. Errors of its syntax are kept until {@link #check}, which tells all others with them.
     *
     * @throws WrongConfiguration if it cannot be read at all
     */
    public static ConfigFile read(Path path) throws WrongConfiguration {
        return read(path, Variables.NONE);
    }

    /** Reads what is a text already; the name is for messages. */
    public static ConfigFile of(String name, String text) {
        return new ConfigFile(Path.of(name), text, new Problems(name), Variables.NONE);
    }

    /** The same, of which texts may name variables. */
    public static ConfigFile read(Path path, Variables variables) throws WrongConfiguration {
        Problems problems = new Problems(path.toString());
        String text = text(path, problems);
        problems.check();
        return new ConfigFile(path, text, problems, variables);
    }

    private static String text(Path path, Problems problems) {
        if (Files.exists(path)
                && !Files.isRegularFile(path)
                && !Files.isDirectory(path)) { // to open a FIFO would wait for who writes to it
            problems.add(Position.BEGINNING, "the file cannot be read: that is no regular file");
            return "";
        }
        try (InputStream input = Files.newInputStream(path)) {
            byte[] bytes = input.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                problems.add(Position.BEGINNING, "the file is too long; allowed: " + LONGEST / 1024 + " KiB");
                return "";
            }
            return decode(bytes, problems);
        } catch (IOException e) {
            problems.add(
                    Position.BEGINNING,
                    "the file cannot be read: " + Failure.line(e).replace(path + ": ", ""));
            return "";
        }
    }

    /** The parser does not know a byte order mark, and of bytes that are no UTF-8 it does not say where they are. */
    private static String decode(byte[] bytes, Problems problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
        String text = chars.flip().toString();
        if (result.isError()) {
            int lineStart = text.lastIndexOf('\n') + 1;
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            problems.add(
                    new Position(line, 1 + text.codePointCount(lineStart, text.length())),
                    "this is no UTF-8; allowed: UTF-8");
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** What is not in any table. */
    public Section root() {
        return root;
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** Where relative paths in it begin: the same however the file is named. */
    Path directory() {
        Path absolute = path.toAbsolutePath();
        Path parent = Optional.ofNullable(absolute.getParent()).orElse(absolute);
        try {
            return parent.toRealPath();
        } catch (IOException e) {
            return parent.normalize(); // it is not there, and what is in it will not be either
        }
    }

    /** A value as it counts: of a text that names variables, what they say. */
    Object expanded(Object value) {
        return value instanceof String text ? variables.expand(text) : value;
    }

    Problems problems() {
        return problems;
    }

    void opened(Section section) {
        sections.add(section);
    }

    /**
     * Ends the reading: to be called when every key that there may be was asked for.
     *
     * @throws WrongConfiguration with all that was wrong
     */
    public void check() throws WrongConfiguration {
        sections.forEach(Section::checkKnown);
        problems.check();
    }

    /** Notes what is wrong with the file as a whole. */
    public void wrong(String text) {
        problems.add(Position.BEGINNING, text);
    }

    /**
     * Ends the reading of files that belong together.
     *
     * @param unreadable what was wrong with those that could not be read at all
     * @throws WrongConfiguration with all that was wrong, file for file
     */
    public static void check(List<ConfigFile> files, List<WrongConfiguration> unreadable) throws WrongConfiguration {
        List<String> lines = new ArrayList<>();
        for (ConfigFile file : files) {
            try {
                file.check();
            } catch (WrongConfiguration e) {
                lines.addAll(e.lines());
            }
        }
        unreadable.forEach(file -> lines.addAll(file.lines()));
        if (!lines.isEmpty()) {
            throw new WrongConfiguration(lines);
        }
    }
}

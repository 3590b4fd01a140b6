package dev.carillon.testkit;

import dev.carillon.linux.Signal;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How a {@link ChildJvm} is started. Made by {@link ChildJvm#of}. */
public final class ChildJvmBuilder {
    private final Class<?> main;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> added = new ArrayList<>();
    private final Set<Signal> blocked = new LinkedHashSet<>();
    private final Set<Signal> ignored = new LinkedHashSet<>();

    ChildJvmBuilder(Class<?> main) {
        this.main = main;
    }

    /**
     * Starts it with signals blocked, by {@code env --block-signal}, as the launcher does.
     *
     * @param signals which
     * @return this
     */
    public ChildJvmBuilder blocking(Signal... signals) {
        blocked.addAll(List.of(signals));
        return this;
    }

    /**
     * Starts it with signals ignored, by {@code env --ignore-signal}, as the launcher does: HotSpot then leaves them alone.
     *
     * @param signals which
     * @return this
     */
    public ChildJvmBuilder ignoring(Signal... signals) {
        ignored.addAll(List.of(signals));
        return this;
    }

    /**
     * Starts it through another program that executes its arguments, for example {@code prlimit --nofile=64}.
     *
     * @param command the program and its arguments; it must execute, not start, so that the process stays the same
     * @return this
     */
    public ChildJvmBuilder through(String... command) {
        prefix.addAll(List.of(command));
        return this;
    }

    /**
     * Adds options for the JVM.
     *
     * @param more for example {@code -Xmx64m}
     * @return this
     */
    public ChildJvmBuilder options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /**
     * Adds arguments for {@code main}.
     *
     * @param more the arguments
     * @return this
     */
    public ChildJvmBuilder arguments(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /**
     * Sets a variable of the child's environment.
     *
     * @param name the variable
     * @param value its value
     * @return this
     */
    public ChildJvmBuilder environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /**
     * Leaves libraries out of the class path.
     *
     * @param parts what stands in their file names
     * @return this
     */
    public ChildJvmBuilder without(String... parts) {
        leftOut.addAll(List.of(parts));
        return this;
    }

    /**
     * Adds to the class path.
     *
     * @param entry a directory or a jar
     * @return this
     */
    public ChildJvmBuilder with(Path entry) {
        added.add(entry.toString());
        return this;
    }

    /**
     * Starts it, with an {@code XDG_RUNTIME_DIR} of its own: two at a time do not meet there. Signals that it is to start with blocked or
     * ignored are so from now on, unless it starts through another program.
     *
     * @return the running child, to be closed
     */
    public ChildJvm start() {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        try {
            Path runtime = Files.createTempDirectory("carillon");
            builder.environment().put("XDG_RUNTIME_DIR", runtime.toString());
            builder.environment().putAll(environment);
            Process process = builder.start();
            awaitJava(process);
            return new ChildJvm(process, runtime);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command(), e);
        }
    }

    /**
     * A signal that comes before env has blocked it would end env. It becomes java within a millisecond or two. Another program before
     * it may have java as a child.
     */
    private void awaitJava(Process process) {
        if (blocked.isEmpty() && ignored.isEmpty() || !prefix.isEmpty()) {
            return;
        }
        while (process.isAlive() && !process.info().command().orElse("").endsWith("/java")) {
            Thread.onSpinWait();
        }
    }

    /** What is executed, for who starts it in a way of its own: at a terminal, say. */
    public List<String> command() {
        List<String> command = new ArrayList<>(prefix);
        if (!blocked.isEmpty() || !ignored.isEmpty()) {
            command.add("env");
            addSignals(command, "--ignore-signal=", ignored);
            addSignals(command, "--block-signal=", blocked);
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A quick start counts more than speed; on the class path every module is the unnamed one.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(arguments);
        return command;
    }

    private static void addSignals(List<String> command, String option, Collection<Signal> signals) {
        if (!signals.isEmpty()) {
            command.add(option + signals.stream().map(Signal::name).collect(Collectors.joining(",")));
        }
    }

    /** Everything this JVM has, whether on the class path or the module path, and where the main class came from. */
    private String classPath() {
        Set<String> entries = new LinkedHashSet<>();
        entries.add(rootOf(main));
        for (String property : List.of("java.class.path", "jdk.module.path", "surefire.test.class.path")) {
            entries.addAll(Arrays.asList(System.getProperty(property, "").split(File.pathSeparator)));
        }
        entries.remove("");
        entries.removeIf(
                entry -> leftOut.stream().anyMatch(part -> fileName(entry).contains(part)));
        entries.addAll(added);
        return String.join(File.pathSeparator, entries);
    }

    private static String fileName(String entry) {
        return entry.substring(entry.lastIndexOf('/') + 1);
    }

    /** The directory or jar of a class. Its code source would not do: a class patched into a module has the module's. */
    private static String rootOf(Class<?> type) {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        URL found = type.getResource(file);
        if (found == null) {
            throw new IllegalArgumentException(type + " was not loaded from a file");
        }
        String url = found.toString();
        String root = url.substring(0, url.length() - file.length());
        if (root.startsWith("jar:") && root.endsWith("!")) {
            root = root.substring("jar:".length(), root.length() - 1);
        }
        return Path.of(URI.create(root)).toString();
    }
}

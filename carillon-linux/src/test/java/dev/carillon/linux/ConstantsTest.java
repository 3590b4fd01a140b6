package dev.carillon.linux;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every constant, size and offset of the {@code XxxH} classes against the C headers, on both machines. A constant that
 * is added later is checked without more, or named by the compiler's error.
 */
class ConstantsTest {
    private enum Machine {
        X86_64("amd64", "x86_64-linux-gnu-gcc"),
        AARCH64("aarch64", "aarch64-linux-gnu-gcc");

        private final String arch;
        private final String crossCompiler;

        Machine(String arch, String crossCompiler) {
            this.arch = arch;
            this.crossCompiler = crossCompiler;
        }

        private boolean isThis() {
            return System.getProperty("os.arch").equals(arch);
        }

        private String compiler() {
            return isThis() ? "gcc" : crossCompiler;
        }

        /** Our constants as they are there: for another machine, as a JVM tells whose property says that it is one of those. */
        private SortedMap<String, Long> constants() throws Exception {
            if (isThis()) {
                return HeaderConstants.all();
            }
            List<String> command = new ArrayList<>(ChildJava.command(HeaderConstants.class));
            command.add(arch);
            HeaderProbe.Output output = HeaderProbe.run(command);
            assertThat(output.code()).as(output.text()).isZero();
            SortedMap<String, Long> constants = new TreeMap<>();
            output.text()
                    .lines()
                    .map(line -> line.split(" ", -1))
                    .forEach(words -> constants.put(words[0], Long.parseLong(words[1])));
            return constants;
        }
    }

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicNode> constantsAreThoseOfTheHeaders() {
        return Stream.of(Machine.values())
                .map(machine -> HeaderProbe.exists(machine.compiler())
                        ? dynamicContainer(machine.name(), testsOf(machine))
                        : dynamicTest(machine.name(), () -> abort("there is no " + machine.compiler())));
    }

    private Stream<DynamicTest> testsOf(Machine machine) {
        try {
            Map<String, Long> ours = machine.constants();
            Map<String, Long> theirs = HeaderProbe.values(directory, machine.compiler(), ours.keySet());
            Map<String, List<String>> byClass = new LinkedHashMap<>();
            ours.keySet().stream()
                    .filter(theirs::containsKey)
                    .forEach(name -> byClass.computeIfAbsent(
                                    name.substring(0, name.indexOf('.')), key -> new ArrayList<>())
                            .add(name));
            return Stream.concat(
                    byClass.entrySet().stream()
                            .map(header ->
                                    dynamicTest(header.getKey(), () -> assertSame(header.getValue(), ours, theirs))),
                    ours.keySet().stream()
                            .filter(name -> !theirs.containsKey(name))
                            .map(name -> dynamicTest(name, () -> abort("the headers are older than " + name))));
        } catch (Exception e) {
            throw new AssertionError(machine + " can not be probed", e);
        }
    }

    private static void assertSame(List<String> names, Map<String, Long> ours, Map<String, Long> theirs) {
        assertThat(names.stream()
                        .filter(name -> !isSame(requireNonNull(ours.get(name)), requireNonNull(theirs.get(name))))
                        .map(name -> name + " is " + ours.get(name) + ", but " + HeaderNames.expression(name) + " is "
                                + theirs.get(name)))
                .isEmpty();
    }

    /** The same bits; a C unsigned int is a negative int of Java's. */
    private static boolean isSame(long ours, long theirs) {
        return ours == theirs || (ours < 0 && (theirs >>> Integer.SIZE) == 0 && (int) theirs == ours);
    }

    @Test
    void everyHeaderClassIsFound() throws Exception {
        SortedMap<String, Long> constants = HeaderConstants.all();
        assertThat(constants)
                .containsKeys(
                        "ErrnoH.EAGAIN", "EpollH.EVENT_SIZE", "SignalH.Actions.SIGACTION_SIZE", "SocketH.AF_INET6");
        assertThat(constants.size()).isGreaterThan(300);
    }

    @Test
    void aConstantThatNoHeaderHasFailsByItsName() {
        assumeTrue(HeaderProbe.exists("gcc"), "there is no gcc");
        assertThatThrownBy(() -> HeaderProbe.values(directory, "gcc", List.of("ErrnoH.EPERM", "ErrnoH.ENOSUCHTHING")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ENOSUCHTHING");
        assertThatThrownBy(() -> HeaderProbe.values(directory, "gcc", List.of("PollH.POLLFD_NOSUCHFIELD")))
                .hasMessageContaining("nosuchfield");
    }

    @Test
    void aWrongValueIsTold() {
        assertThatThrownBy(() ->
                        assertSame(List.of("ErrnoH.EPERM"), Map.of("ErrnoH.EPERM", 2L), Map.of("ErrnoH.EPERM", 1L)))
                .hasMessageContaining("ErrnoH.EPERM is 2, but EPERM is 1");
        assertThat(isSame(-1, 0xFFFF_FFFFL)).isTrue();
        assertThat(isSame(Integer.MIN_VALUE, 0x8000_0000L)).isTrue();
        assertThat(isSame(-1, 0xFFFF_FFFEL)).isFalse();
        assertThat(isSame(1, 0x1_0000_0001L)).isFalse();
    }

    @Test
    void errorsHaveTheKernelsNumbersAndTheTextsOfTheLibrary() throws IOException, InterruptedException {
        assumeTrue(HeaderProbe.exists("gcc"), "there is no gcc");
        List<Errno> all = Arrays.stream(Errno.values())
                .filter(errno -> errno != Errno.UNKNOWN)
                .toList();
        StringBuilder source = new StringBuilder("#include <errno.h>\n#include <stdio.h>\n#include <string.h>\n");
        source.append("int main(void) {\n");
        all.forEach(errno ->
                source.append("printf(\"%s %d %s\\n\", \"" + errno + "\", " + errno + ", strerror(" + errno + "));\n"));
        Path file = Files.writeString(directory.resolve("errors.c"), source.append("return 0; }\n"));
        Path program = directory.resolve("errors");
        HeaderProbe.Output compiled = HeaderProbe.run(List.of("gcc", "-o", program.toString(), file.toString()));
        assertThat(compiled.code()).as(compiled.text()).isZero();
        assertThat(HeaderProbe.run(List.of("env", "LC_ALL=C", program.toString()))
                        .text()
                        .lines())
                .containsExactlyElementsOf(all.stream()
                        .map(errno -> errno + " " + errno.number() + " " + errno.text())
                        .toList());
    }

    @Test
    void everyErrorOfTheHeadersHasAName() throws IOException, InterruptedException {
        assumeTrue(HeaderProbe.exists("gcc"), "there is no gcc");
        Path file = Files.writeString(directory.resolve("names.c"), "#include <errno.h>\n");
        String macros =
                HeaderProbe.run(List.of("gcc", "-E", "-dM", file.toString())).text();
        assertThat(macros.lines()
                        .filter(line -> line.matches("#define E[A-Z0-9]+ \\d+"))
                        .map(line -> line.split(" ", -1)[1]))
                .hasSizeGreaterThan(100)
                .isSubsetOf(Arrays.stream(Errno.values()).map(Errno::name).toList());
    }
}

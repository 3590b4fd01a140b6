package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a child finds open, and under which numbers. */
class SpawnDescriptorsTest {
    /** The number that the shell itself needs to list the directory is gone when readlink looks: an empty target. */
    private static final String LIST = "for f in /proc/$$/fd/*; do printf '%s=' ${f##*/}; readlink $f || echo; done";

    @TempDir
    Path directory;

    private static String targetOf(Fd fd) {
        return Expect.notNull(OpenDescriptors.list().targets().get(fd.number()), "target of " + fd);
    }

    /** The descriptors of a child shell, by number. */
    private static Map<Integer, String> open(Spawn spawn) {
        Map<Integer, String> open = new LinkedHashMap<>();
        Expect.output(spawn).lines().forEach(line -> {
            String[] words = line.split("=", 2);
            if (!words[1].isEmpty()) {
                open.put(Integer.valueOf(words[0]), words[1]);
            }
        });
        return open;
    }

    private static Spawn listing() {
        return Spawn.command("sh", "-c", LIST);
    }

    @Test
    void nothingButTheStandardStreamsIsLeftOpenInTheChild() throws IOException {
        Path file = directory.resolve("leaky");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                EventFd leaky = EventFd.open()) {
            leaky.closeOnExec(false);

            assertThat(open(listing()).keySet()).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void aStandardInputThatWasClosedIsTheNullDeviceInTheChildAndNoFileOfTheJvm() {
        String list = "readlink /proc/self/fd/0";
        String closed = "exec " + ChildJava.shellCommand(SpawnMain.class, list) + " <&-";

        assertThat(Expect.output(Spawn.command("sh", "-c", closed))).isEqualTo("/dev/null\n");
    }

    @Test
    void theSameHoldsForALibcWithoutCloseFrom() {
        try (EventFd leaky = EventFd.open();
                EventFd handed = EventFd.open()) {
            leaky.closeOnExec(false);

            assertThat(open(listing().withoutCloseFrom()).keySet()).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(open(listing().descriptor(5, handed).withoutCloseFrom()).keySet())
                    .containsExactlyInAnyOrder(0, 1, 2, 5);
        }
    }

    @Test
    void aDescriptorArrivesUnderTheChosenNumberAndNoOtherBelowItIsOpen() {
        try (Pipe pipe = Pipe.open()) {
            Map<Integer, String> open = open(listing().descriptor(9, pipe.reader()));

            assertThat(open.keySet()).containsExactlyInAnyOrder(0, 1, 2, 9);
            assertThat(open).containsEntry(9, targetOf(pipe.reader()));
        }
    }

    @Test
    void aDescriptorThatHasItsNumberAlreadyArrivesToo() {
        try (EventFd counter = EventFd.open()) {
            assertThat(open(listing().descriptor(counter.number(), counter)))
                    .containsEntry(counter.number(), "anon_inode:[eventfd]");
            assertThat(counter.isCloseOnExec()).isTrue();
        }
    }

    @Test
    void numbersMayCrossOver() {
        try (Pipe first = Pipe.open();
                Pipe second = Pipe.open();
                Pipe third = Pipe.open()) {
            Spawn rotated = listing()
                    .descriptor(first.reader().number(), second.reader())
                    .descriptor(second.reader().number(), third.reader())
                    .descriptor(third.reader().number(), first.reader());

            assertThat(open(rotated))
                    .containsEntry(first.reader().number(), targetOf(second.reader()))
                    .containsEntry(second.reader().number(), targetOf(third.reader()))
                    .containsEntry(third.reader().number(), targetOf(first.reader()));
        }
    }

    @Test
    void twoNumbersMayLeadToOneDescriptor() {
        try (Pipe pipe = Pipe.openBlocking()) {
            assertThat(open(listing().standardError(pipe.writer()).descriptor(7, pipe.writer())))
                    .containsEntry(2, targetOf(pipe.writer()))
                    .containsEntry(7, targetOf(pipe.writer()));
        }
    }

    @Test
    void bytesGoThroughAChildBothWays() {
        try (Pipe in = Pipe.openBlocking();
                Pipe out = Pipe.openBlocking();
                Child child = Spawn.command("tr", "a-z", "A-Z")
                        .standardInput(in.reader())
                        .standardOutput(out.writer())
                        .start()) {
            in.reader().close();
            out.writer().close();
            Expect.write(in.writer(), "ding dong");
            in.writer().close();

            assertThat(Expect.textToEnd(out.reader())).isEqualTo("DING DONG");
            assertThat(Expect.exit(child).isSuccess()).isTrue();
        }
    }

    @Test
    void devNullIsAtItsEndAndTakesEverything() {
        assertThat(Expect.output(Spawn.command("sh", "-c", "cat; echo gone >&2; readlink /proc/self/fd/0 /proc/$$/fd/2")
                        .devNull(0)
                        .devNull(2)))
                .isEqualTo("/dev/null\n/dev/null\n");
    }

    @Test
    void aSharedCounterWorksInBothProcesses() {
        try (EventFd counter = EventFd.open()) {
            assertThat(Expect.output(Spawn.command("sh", "-c", "printf '\\005\\0\\0\\0\\0\\0\\0\\0' >&4")
                            .descriptor(4, counter)))
                    .isEmpty();

            assertThat(counter.read()).isEqualTo(5);
        }
    }
}

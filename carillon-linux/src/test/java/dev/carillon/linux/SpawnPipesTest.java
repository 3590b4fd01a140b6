package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.PidfdH;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Pipes between us and a child: its ends block, ours do not. */
class SpawnPipesTest {
    @Test
    void aSlowReaderGetsEveryLine() {
        try (Child child = Spawn.command("seq", "200000").pipeOutput().start()) {
            while (child.output().available() < 65_000) { // full but for a line: the writer has to wait
                Expect.events(child.output(), Epoll.IN);
            }
            ByteBuffer few = ByteBuffer.allocateDirect(1000);
            long lines = 0;
            while (Expect.events(child.output(), Epoll.IN) != 0
                    && child.output().read(few.clear()) != StreamFd.END) {
                few.flip();
                while (few.hasRemaining()) {
                    lines += few.get() == '\n' ? 1 : 0;
                }
            }
            assertThat(lines).isEqualTo(200_000);
            assertThat(Expect.exit(child).isSuccess()).isTrue();
        }
    }

    @Test
    void ourEndsNeverWait() {
        try (Child child =
                Spawn.command("cat").pipeInput().pipeOutput().pipeError().start()) {
            assertThat(child.input().isNonBlocking()).isTrue();
            assertThat(child.output().isNonBlocking()).isTrue();
            assertThat(child.error().isNonBlocking()).isTrue();
            assertThat(child.output().read(ByteBuffer.allocate(1)))
                    .as("nothing now")
                    .isZero();
            Expect.write(child.input(), "ding");
            child.input().close();
            assertThat(Expect.textToEnd(child.output())).isEqualTo("ding");
            assertThat(Expect.exit(child).isSuccess()).isTrue();
        }
    }

    @Test
    void anyNumberMayBeAPipe() {
        String script = "read word <&8; echo $word $word >&9";
        try (Child child =
                Spawn.command("sh", "-c", script).pipeTo(8).pipeFrom(9).start()) {
            Expect.write(child.pipe(8), "bim\n");
            assertThat(Expect.textToEnd(child.pipe(9))).isEqualTo("bim bim\n");
            Expect.exit(child);
        }
    }

    @Test
    void aNonBlockingStandardStreamIsRefusedWithTheReason() {
        try (Pipe pipe = Pipe.open();
                Pipe unread = Pipe.open()) {
            OpenDescriptors before = OpenDescriptors.list();
            Spawn spawn = Spawn.command("true").pipeInput().standardOutput(pipe.writer());
            assertThatThrownBy(spawn::start)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("descriptor 1 of true: pipe " + pipe.writer().number()
                            + " is non-blocking, and programs lose bytes at such a standard stream; take pipeInput(),"
                            + " pipeOutput(), pipeError(), a Pipe.openBlocking(), or set it nonBlocking(false)");
            assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
            assertThatThrownBy(() ->
                            Spawn.command("true").standardInput(unread.reader()).start())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("descriptor 0 of true");

            pipe.writer().nonBlocking(false);
            try (Child child =
                    Spawn.command("true").standardOutput(pipe.writer()).start()) {
                assertThat(Expect.exit(child).isSuccess()).isTrue();
            }
        }
    }

    @Test
    void aPipeToReadMakesOnlyItsWritersWait() {
        try (Pipe toRead = Pipe.openToRead();
                Pipe toWrite = Pipe.openToWrite()) {
            assertThat(toRead.reader().isNonBlocking()).isTrue();
            assertThat(toRead.writer().isNonBlocking()).isFalse();
            assertThat(toWrite.writer().isNonBlocking()).isTrue();
            assertThat(toWrite.reader().isNonBlocking()).isFalse();
        }
    }

    @Test
    void everyStartHasPipesOfItsOwn() {
        Spawn spawn = Spawn.command("cat").pipeInput().pipeOutput();
        try (Child first = spawn.start();
                Child second = spawn.start()) {
            Expect.write(second.input(), "two");
            second.input().close();
            assertThat(Expect.textToEnd(second.output())).isEqualTo("two");
            first.input().close();
            assertThat(Expect.textToEnd(first.output())).isEmpty();
            Expect.exit(first);
            Expect.exit(second);
        }
    }

    @Test
    void refusalsLeaveNoPipeOpen() {
        OpenDescriptors before = OpenDescriptors.list();
        Spawn spawn = Spawn.command("no-such-program").pipeInput().pipeOutput().pipeError();
        assertThatThrownBy(spawn::start).isInstanceOf(LinuxException.class);
        FailingKernel.with(
                PidfdH.OPEN,
                ErrnoH.EMFILE,
                () -> assertThatThrownBy(() ->
                                Spawn.command("cat").pipeInput().pipeOutput().start())
                        .isInstanceOf(LinuxException.class));
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
    }

    @Test
    void aPipeThatWasNotAskedForIsNamed() {
        try (Child child = Spawn.command("true").start()) {
            assertThat(child.hasPipe(1)).isFalse();
            assertThatThrownBy(child::output)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("descriptor 1 of child " + child.pid()
                            + " is not a pipe of ours: pipeFrom(1) or pipeTo(1) makes it one");
            Expect.exit(child);
        }
    }

    @Test
    void aDescriptionIsNeverChanged() {
        Spawn plain = Spawn.command("sh", "-c", "echo ${CARILLON_TEST-unset}");
        Spawn changed = plain.environment("CARILLON_TEST", "set").directory(java.nio.file.Path.of("/"));
        assertThat(Expect.output(plain)).isEqualTo("unset\n");
        assertThat(Expect.output(changed)).isEqualTo("set\n");
        assertThat(plain.hasPipe(1)).isFalse();
        assertThat(plain.pipeOutput().hasPipe(1)).isTrue();
        assertThat(plain).hasToString("sh -c echo ${CARILLON_TEST-unset}");
    }
}

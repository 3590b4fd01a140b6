package dev.carillon.bench.mechanism;

import dev.carillon.linux.Child;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.SignalSetup;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The other end as a process, {@link PartnerMain}: with all descriptors of both directions from its start, so that it is
 * as warm as this one. It ends when its input does, which is when this process does.
 */
final class Partner {
    /** The number of the first descriptor there; two for each mechanism. */
    private static final int FIRST = 10;

    private final Map<Mechanism, Descriptors.Ends> forth = new EnumMap<>(Mechanism.class);
    private final Map<Mechanism, Descriptors.Ends> back = new EnumMap<>(Mechanism.class);
    private final StreamFd orders;
    private final StreamFd answers;
    private final Child child;
    private final boolean busy;

    private Partner(Path board, boolean busy, int cpu) {
        this.busy = busy;
        Pipe input = Pipe.openBlocking();
        Pipe output = Pipe.openBlocking();
        Spawn spawn = Spawn.command(command(board, busy, cpu))
                .standardInput(input.reader())
                .standardOutput(output.writer());
        for (Mechanism mechanism : Mechanism.values()) {
            if (isHandedOver(mechanism)) {
                forth.put(mechanism, Descriptors.open(mechanism));
                back.put(mechanism, Descriptors.open(mechanism));
                spawn = spawn.descriptor(
                                readerOf(mechanism), forth.get(mechanism).reader())
                        .descriptor(writerOf(mechanism), back.get(mechanism).writer());
            }
        }
        child = spawn.start();
        input.reader().close();
        output.writer().close();
        orders = input.writer();
        answers = output.reader();
    }

    /** Starts it, and waits until it listens: a signal before would end it. */
    static Partner start(Path board, boolean busy, int cpu) throws IOException {
        Partner partner = new Partner(board, busy, cpu);
        partner.awaitAnswer();
        Files.deleteIfExists(board); // both have it mapped, and whoever is killed leaves nothing behind
        return partner;
    }

    static boolean isHandedOver(Mechanism mechanism) {
        return switch (mechanism.family()) {
            case COUNTER, PIPE, SOCKET -> true;
            default -> false;
        };
    }

    static int readerOf(Mechanism mechanism) {
        return FIRST + 2 * mechanism.ordinal();
    }

    static int writerOf(Mechanism mechanism) {
        return readerOf(mechanism) + 1;
    }

    private static List<String> command(Path board, boolean busy, int cpu) {
        List<String> command = new ArrayList<>(SignalSetup.launcher(new TreeSet<>(Way.signals())));
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PartnerMain.class.getName()));
        command.add(board.toString());
        command.add(Long.toString(ProcessHandle.current().pid()));
        command.addAll(List.of(Boolean.toString(busy), Integer.toString(cpu)));
        return command;
    }

    int pid() {
        return child.pid();
    }

    /** Has it wait at the other end of a mechanism. */
    Exchange open(Mechanism mechanism, Board board) throws IOException {
        if (mechanism.family() == Mechanism.Family.SIGNAL) {
            Receiving answer = Descriptors.receiving(Descriptors.signal(mechanism, true), busy);
            order(mechanism);
            return new Exchange(
                    board,
                    Descriptors.sending(Descriptors.signal(mechanism, false), child.pid()),
                    answer,
                    this::awaitEndOfOne);
        }
        Fd reader = back.get(mechanism).reader();
        Fd writer = forth.get(mechanism).writer();
        for (Fd fd : List.of(reader, writer)) {
            if (fd instanceof EventFd counter) {
                counter.read(); // what an exchange before has left unread
            }
        }
        order(mechanism);
        Receiving answer = Descriptors.receiving(mechanism, reader, List.of(), busy);
        return new Exchange(board, Descriptors.sending(mechanism, writer), answer, this::awaitEndOfOne);
    }

    private void order(Mechanism mechanism) {
        orders.write(ByteBuffer.wrap((mechanism.word() + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private void awaitEndOfOne() {
        try {
            awaitAnswer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line: it listens, or is done with a mechanism. */
    private void awaitAnswer() throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        while (answers.read(one.clear()) > 0) {
            if (one.get(0) == '\n') {
                return;
            }
            line.append((char) one.get(0));
        }
        throw new IOException("the other process ended: " + line);
    }
}

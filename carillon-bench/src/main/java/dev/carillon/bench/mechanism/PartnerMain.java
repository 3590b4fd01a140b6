package dev.carillon.bench.mechanism;

import dev.carillon.bench.machine.Cpus;
import dev.carillon.linux.Fd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The other process of an exchange. Each line of its input names a mechanism; the answer comes when that is over. */
final class PartnerMain {
    private PartnerMain() {}

    /** {@code BOARD PID BUSY CPU}: the file of the board, and whom signals are for. */
    public static void main(String[] arguments) throws IOException {
        Board board = Board.open(Path.of(arguments[0]));
        long pid = Long.parseLong(arguments[1]);
        boolean busy = Boolean.parseBoolean(arguments[2]);
        int cpu = Integer.parseInt(arguments[3]);
        Map<Mechanism, Fd> readers = new EnumMap<>(Mechanism.class);
        Map<Mechanism, Fd> writers = new EnumMap<>(Mechanism.class);
        for (Mechanism mechanism : Mechanism.values()) {
            if (Partner.isHandedOver(mechanism)) {
                readers.put(mechanism, Descriptors.adopt(mechanism, Partner.readerOf(mechanism)));
                writers.put(mechanism, Descriptors.adopt(mechanism, Partner.writerOf(mechanism)));
            }
        }
        System.out.println("listening");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = lines.readLine()) != null) {
            Mechanism mechanism = Mechanism.of(line);
            Answering answering = mechanism.family() == Mechanism.Family.SIGNAL
                    ? new Answering(
                            board,
                            Descriptors.receiving(Descriptors.signal(mechanism, false), busy),
                            Descriptors.sending(Descriptors.signal(mechanism, true), pid))
                    : new Answering(
                            board,
                            Descriptors.receiving(mechanism, readers.get(mechanism), List.of(), busy),
                            Descriptors.sending(mechanism, writers.get(mechanism)));
            Thread.ofPlatform().daemon().start(() -> answer(answering, cpu));
        }
        Runtime.getRuntime().halt(0); // whatever it still waits for
    }

    private static void answer(Answering answering, int cpu) {
        Cpus.pinThread(cpu);
        answering.run();
        System.out.println("over");
    }
}

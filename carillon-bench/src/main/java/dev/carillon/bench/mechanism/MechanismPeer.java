package dev.carillon.bench.mechanism;

import dev.carillon.bench.machine.Cpus;
import dev.carillon.linux.SignalSetup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Measures what there is in Java. Told what to do by lines of input, each of which is answered by one line, as
 * {@code mechanisms.c} is:
 *
 * <pre>
 * open NAME threads|processes BUSY CPU CPU  two ends, the other one a thread or a process: "open PID" of the other one
 * trips MILLIS COUNT                        there and back, for so long or so often (0: no limit)
 * flood MILLIS                              one way, as fast as it goes
 * close
 * </pre>
 *
 * <p>BUSY (0 or 1): who waits asks again and again instead of sleeping. CPU: of the end that begins, and of the one that
 * answers; -1 as the scheduler likes, which virtual threads have to put up with. What the answers mean is told at
 * {@link Measuring}.
 */
public final class MechanismPeer {
    private final Path file;
    private final Board board;
    private Partner partner;
    private Measuring measuring;
    private ExecutorService own;

    private MechanismPeer() throws IOException {
        file = Board.create();
        board = Board.open(file);
    }

    /** What has to stand before the command that starts this class: it blocks the signals in every thread. */
    public static List<String> launcher() {
        return SignalSetup.launcher(new TreeSet<>(Way.signals()));
    }

    /**
     * Serves one runner.
     *
     * @param arguments none
     * @throws IOException if there is no memory to be shared
     */
    public static void main(String[] arguments) throws IOException {
        MechanismPeer peer = new MechanismPeer();
        ExecutorService answering =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = lines.readLine()) != null) {
            String[] words = line.split(" ", -1);
            answering.execute(() -> System.out.println(peer.answerOrFail(words)));
        }
        Files.deleteIfExists(peer.file);
        Runtime.getRuntime().halt(0); // whatever it still waits for; the other process ends with its input, too
    }

    private String answerOrFail(String[] words) {
        try {
            return answer(words);
        } catch (Exception e) {
            return "failed: " + e;
        }
    }

    private String answer(String[] words) throws Exception {
        return switch (words[0]) {
            case "open" -> {
                Mechanism mechanism = Mechanism.of(words[1]);
                // A thread for each: the CPU it is tied to must not become that of threads which others start.
                own = Executors.newSingleThreadExecutor(threads(mechanism).factory());
                int first = Integer.parseInt(words[4]);
                int second = Integer.parseInt(words[5]);
                yield inOwnThread(() -> open(mechanism, words[2], words[3].equals("1"), first, second));
            }
            case "trips" -> inOwnThread(() -> measuring.trips(Long.parseLong(words[1]), Long.parseLong(words[2])));
            case "flood" -> inOwnThread(() -> measuring.flood(Long.parseLong(words[1])));
            case "close" -> {
                String closed = inOwnThread(() -> {
                    measuring.close();
                    return "closed";
                });
                own.shutdown();
                yield closed;
            }
            default -> throw new IllegalArgumentException("open, trips, flood or close, not " + words[0]);
        };
    }

    private String inOwnThread(Callable<String> work) throws Exception {
        return own.submit(work).get();
    }

    /** Virtual threads are measured from a virtual one. */
    private static Thread.Builder threads(Mechanism mechanism) {
        return mechanism == Mechanism.VIRTUAL
                ? Thread.ofVirtual()
                : Thread.ofPlatform().daemon();
    }

    private String open(Mechanism mechanism, String layout, boolean busy, int cpu, int answering) throws IOException {
        boolean virtual = mechanism == Mechanism.VIRTUAL;
        if (!virtual && layout.equals(Layout.PROCESSES.text()) && partner == null) {
            partner = Partner.start(file, busy, answering);
        }
        if (!virtual) {
            Cpus.pinThread(cpu);
        }
        if (mechanism.family() == Mechanism.Family.TIMER) {
            measuring = new Ticking(busy);
        } else if (layout.equals(Layout.PROCESSES.text())) {
            measuring = partner.open(mechanism, board);
            return "open " + partner.pid();
        } else {
            // A virtual thread that spins keeps its carrier, and the scheduler has its way with it.
            measuring = virtual ? between(mechanism, false, Cpus.NONE) : between(mechanism, busy, answering);
        }
        return "open " + ProcessHandle.current().pid();
    }

    private Exchange between(Mechanism mechanism, boolean busy, int cpu) throws IOException {
        Way forth = Way.open(mechanism, false, busy);
        Way back = Way.open(mechanism, true, busy);
        Answering answering = new Answering(board, forth.receiving(), back.sending());
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Thread other = threads(mechanism).name("other").start(() -> {
            try {
                Cpus.pinThread(cpu);
                forth.receiving().begin(); // before the first event: who is woken has to be known
                begun.complete(null);
            } catch (RuntimeException | LinkageError e) {
                begun.completeExceptionally(e);
                return;
            }
            answering.run();
        });
        begun.join();
        return new Exchange(board, forth.sending(), back.receiving(), () -> join(other));
    }

    private static void join(Thread other) {
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}

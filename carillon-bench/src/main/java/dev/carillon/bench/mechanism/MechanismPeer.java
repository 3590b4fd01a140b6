package dev.carillon.bench.mechanism;

import dev.carillon.linux.SignalSetup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Measures what there is in Java. Told what to do by lines of input, each of which is answered by one line, as
 * {@code mechanisms.c} is:
 *
 * <pre>
 * open NAME threads|processes BUSY PIN   two ends, the other one a thread or a process: "open PID" of the other one
 * trips MILLIS COUNT                     there and back, for so long or so often (0: no limit)
 * flood MILLIS                           one way, as fast as it goes
 * close
 * </pre>
 *
 * <p>BUSY (0 or 1): who waits asks again and again instead of sleeping. PIN: each end on a CPU of its own, which virtual
 * threads cannot have. What the answers mean is told at {@link Measuring}.
 */
public final class MechanismPeer {
    private final Path file;
    private final Board board;
    private Partner partner;
    private Measuring measuring;
    private boolean virtual;

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
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = lines.readLine()) != null) {
            try {
                System.out.println(peer.answer(line.split(" ", -1)));
            } catch (Exception e) {
                System.out.println("failed: " + e);
            }
        }
        if (peer.partner != null) {
            peer.partner.close();
        }
        System.exit(0);
    }

    private String answer(String[] words) throws Exception {
        return switch (words[0]) {
            case "open" -> open(Mechanism.of(words[1]), words[2], words[3].equals("1"), words[4].equals("1"));
            case "trips" -> inOwnKind(() -> measuring.trips(Long.parseLong(words[1]), Long.parseLong(words[2])));
            case "flood" -> inOwnKind(() -> measuring.flood(Long.parseLong(words[1])));
            case "close" ->
                inOwnKind(() -> {
                    measuring.close();
                    return "closed";
                });
            default -> throw new IllegalArgumentException("open, trips, flood or close, not " + words[0]);
        };
    }

    /** Virtual threads are measured from a virtual one. */
    private String inOwnKind(Callable<String> work) throws Exception {
        if (!virtual) {
            return work.call();
        }
        FutureTask<String> task = new FutureTask<>(work);
        Thread.startVirtualThread(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private String open(Mechanism mechanism, String layout, boolean busy, boolean pin) throws IOException {
        virtual = mechanism == Mechanism.VIRTUAL;
        if (pin) {
            Pinning.pin(0);
        }
        if (mechanism.family() == Mechanism.Family.TIMER) {
            measuring = new Ticking(busy);
        } else if (layout.equals(Layout.PROCESSES.text())) {
            if (partner == null) {
                partner = Partner.start(file, busy, pin);
            }
            measuring = partner.open(mechanism, board);
            return "open " + partner.pid();
        } else {
            measuring = threads(mechanism, busy && !virtual, pin && !virtual); // a spinning one keeps its carrier
        }
        return "open " + ProcessHandle.current().pid();
    }

    private Exchange threads(Mechanism mechanism, boolean busy, boolean pin) throws IOException {
        Way forth = Way.open(mechanism, false, busy);
        Way back = Way.open(mechanism, true, busy);
        Answering answering = new Answering(board, forth.receiving(), back.sending());
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        Thread other = builder.name("other").start(() -> {
            try {
                if (pin) {
                    Pinning.pin(1);
                }
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

package dev.carillon.bench.load;

import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ProcessCpu;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The load in lockstep, {@code src/main/c/lockstep.c}: it and its servers are on one CPU, so that each server finds whole batches
 * and nothing else runs meanwhile that belongs to it. The servers have their turns of some milliseconds, over and over; what else
 * the machine does hits them alike.
 */
public final class Lockstep implements AutoCloseable {
    /** In a turn, of which the first is thrown away: it finds the caches of the server before. */
    private static final int ROUNDS = 4;
    /** Of a round: some two milliseconds. */
    private static final int MESSAGES = 250;

    private static final int MOST_BATCHES = 100;
    private static final int STRETCH_MILLIS = 250;
    private static final int SECONDS = 30;

    private final Dialog dialog;
    private final List<Long> servers = new ArrayList<>();

    /** @param program the load, compiled */
    public Lockstep(Path program, int cpu) throws Children.Failure {
        dialog = new Dialog("the load in lockstep", List.of(program.toString(), "load", Integer.toString(cpu)));
    }

    /** How a server is started that is to keep step. */
    public static List<String> on(Path program, int cpu, List<String> server) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "on", Integer.toString(cpu)));
        command.addAll(server);
        return command;
    }

    /** One more server: the first has number 0. */
    public void add(int port, long pid) throws Children.Failure {
        dialog.ask("server " + port + " " + pid, "server", SECONDS);
        servers.add(pid);
    }

    /** Says something else to it, which it answers so. */
    public void tell(String what, String answer) throws Children.Failure {
        dialog.ask(what, answer, SECONDS);
    }

    /** Closes what is open. */
    public void closeConnections() throws Children.Failure {
        tell("close", "closed");
    }

    /**
     * Batches to one server for a while, which may warm it.
     *
     * @param messages of a batch
     */
    public void stretch(int server, int messages, WarmUp warmUp) throws Children.Failure {
        long pid = servers.get(server);
        long began = System.nanoTime();
        ProcessCpu before = ProcessCpu.of(pid);
        String ran = dialog.ask("run " + server + " " + STRETCH_MILLIS, "ran ", SECONDS);
        ProcessCpu after = ProcessCpu.of(pid);
        double all = Double.parseDouble(ran.substring(0, ran.indexOf(' '))) * messages;
        warmUp.add(System.nanoTime() - began, before, after, all);
    }

    /**
     * Passes over all servers, for so long; the first is for nothing.
     *
     * @param exchanges of a batch, on all connections
     * @param messages of an exchange: those that are under way at once on a connection
     * @return server by server, pass by pass, nanoseconds a message of each round that counts
     */
    public List<List<double[]>> passes(int exchanges, int messages, long millis, BooleanSupplier isOver)
            throws Children.Failure {
        int batches = Math.clamp(MESSAGES / exchanges, 1, MOST_BATCHES);
        double ofRound = (double) batches * exchanges * messages;
        String pass = "pass " + ROUNDS + " " + batches;
        List<List<double[]>> all = new ArrayList<>();
        servers.forEach(_ -> all.add(new ArrayList<>()));
        dialog.ask(pass, "passed ", SECONDS);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        do {
            double[] nanos = Arrays.stream(dialog.ask(pass, "passed ", SECONDS).split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .map(ofAll -> ofAll / ofRound)
                    .toArray();
            for (int i = 0; i < servers.size(); i++) {
                all.get(i).add(Arrays.copyOfRange(nanos, i * (ROUNDS - 1), (i + 1) * (ROUNDS - 1)));
            }
        } while (System.nanoTime() < end && !isOver.getAsBoolean());
        return all;
    }

    @Override
    public void close() {
        dialog.close();
    }
}

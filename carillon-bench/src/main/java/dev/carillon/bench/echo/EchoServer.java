package dev.carillon.bench.echo;

import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ProcessCpu;
import dev.carillon.bench.mechanism.Usage;
import java.util.List;

/** An echo server that runs, and what it has used so far. */
final class EchoServer implements AutoCloseable {
    private static final int SECONDS = 10;

    private final EchoSide side;
    private final Dialog dialog;
    private final int port;

    /**
     * What a server had used at some time.
     *
     * @param cpu its CPU time
     * @param allocated bytes of heap; NaN in C
     */
    record Usage(ProcessCpu cpu, double allocated) {}

    EchoServer(EchoSide side, List<String> command) throws Children.Failure {
        this.side = side;
        dialog = new Dialog(side.text(), command);
        try {
            String address = dialog.await("listening on ", SECONDS);
            port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        } catch (Children.Failure e) {
            dialog.close();
            throw e;
        }
    }

    EchoSide side() {
        return side;
    }

    int port() {
        return port;
    }

    long pid() {
        return dialog.pid();
    }

    /** Before a measurement: what answering costs is not the measurement's. */
    Usage usageBefore() throws Children.Failure {
        double allocated = allocated();
        return new Usage(ProcessCpu.of(pid()), allocated);
    }

    /** After a measurement. */
    Usage usageAfter() throws Children.Failure {
        ProcessCpu cpu = ProcessCpu.of(pid());
        return new Usage(cpu, allocated());
    }

    private double allocated() throws Children.Failure {
        return side.isJava() ? Double.parseDouble(dialog.ask("", "allocated ", SECONDS)) : Double.NaN;
    }

    /** Ties all threads of a process to a CPU, with {@code taskset(1)}; those that begin later inherit it. */
    static void pin(long pid, int cpu) throws Children.Failure {
        Children.run(SECONDS, List.of("taskset", "-a", "-p", "-c", Integer.toString(cpu), Long.toString(pid)));
    }

    @Override
    public void close() {
        dialog.close();
    }
}

package dev.carillon.bench.echo;

import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ProcessCpu;
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

    @Override
    public void close() {
        dialog.close();
    }
}

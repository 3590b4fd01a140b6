package dev.carillon.bench.echo;

import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ServerUsage;
import java.util.List;

/** An echo server that runs, and what it has used so far. */
final class EchoServer implements AutoCloseable {
    private static final int SECONDS = 10;

    private final EchoSide side;
    private final Dialog dialog;
    private final int port;

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

    ServerUsage usageBefore() throws Children.Failure {
        return ServerUsage.before(dialog, side.isJava());
    }

    ServerUsage usageAfter() throws Children.Failure {
        return ServerUsage.after(dialog, side.isJava());
    }

    @Override
    public void close() {
        dialog.close();
    }
}

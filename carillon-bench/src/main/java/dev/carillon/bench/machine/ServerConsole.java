package dev.carillon.bench.machine;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * What the echo servers on the JVM tell the runner: where they listen, and on each line of input how many bytes their
 * threads have allocated so far. They end when their input does.
 */
public final class ServerConsole {
    private ServerConsole() {}

    public static void serve(int port) {
        System.out.println("listening on 127.0.0.1:" + port);
        endWithInput();
    }

    /** The same for a server that says by itself where it listens. */
    public static void endWithInput() {
        Thread.ofPlatform().name("console").daemon().start(ServerConsole::answer);
    }

    private static void answer() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try {
            int read;
            while ((read = System.in.read()) >= 0) {
                if (read == '\n') {
                    long own = threads.getCurrentThreadAllocatedBytes();
                    System.out.println("allocated " + (threads.getTotalThreadAllocatedBytes() - own));
                }
            }
        } catch (IOException e) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(0);
    }
}

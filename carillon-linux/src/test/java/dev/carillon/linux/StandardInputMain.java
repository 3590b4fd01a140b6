package dev.carillon.linux;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Run in a JVM of its own: says what its standard input is, reads it to its end or to the first line's, and says
 * whether descriptor 0 is as it was.
 */
final class StandardInputMain {
    private StandardInputMain() {}

    public static void main(String[] arguments) {
        boolean oneLine = arguments.length > 0 && arguments[0].equals("one-line");
        PrintStream out = System.out;
        boolean nonBlocking = FdInfo.of(0).isNonBlocking();
        StringBuilder text = new StringBuilder();
        try (InheritedInput input = StandardInput.open()) {
            out.println(input.type() + (input.isPollable() ? " pollable" : " always ready"));
            ByteBuffer buffer = ByteBuffer.allocateDirect(16);
            if (oneLine) {
                out.println("at first " + input.read(buffer));
            }
            while (!oneLine || text.indexOf("\n") < 0) {
                if (input.isPollable()) {
                    waitFor(input);
                }
                if (input.read(buffer.clear()) == StreamFd.END) {
                    break;
                }
                text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
            }
        }
        boolean same = FdInfo.of(0).isNonBlocking() == nonBlocking;
        out.println("read " + text.toString().strip() + ", descriptor 0 " + (same ? "as before" : "CHANGED"));
    }

    private static void waitFor(InheritedInput input) {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(input, Epoll.IN, 0);
            epoll.await(-1);
        }
    }
}

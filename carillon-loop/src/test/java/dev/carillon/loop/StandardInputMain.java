package dev.carillon.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The child JVM of {@link StandardInputSourceTest}: prints the lines of its standard input, and what goes on after its end. */
final class StandardInputMain implements StreamSource.LineHandler {
    private final EventLoop loop = Loops.open("child");
    private final CounterSource other = loop.counter("other", this::counted);

    private StandardInputMain() {}

    public static void main(String[] arguments) {
        String before = descriptorZero();
        IO.println("before " + before);
        StandardInputMain child = new StandardInputMain();
        if (arguments.length == 0) {
            child.loop.standardInput(child);
        } else {
            StreamSource input = child.loop.standardInput();
            Thread.ofVirtual().start(() -> child.readAll(input));
        }
        child.loop.run();
        IO.println("after " + descriptorZero());
    }

    /** What number 0 leads to, and the flags of its open file, which others may share. */
    private static String descriptorZero() {
        try {
            List<String> info = Files.readAllLines(Path.of("/proc/self/fdinfo/0"));
            String flags = info.stream()
                    .filter(line -> line.startsWith("flags:"))
                    .findFirst()
                    .orElse("no flags");
            return Files.readSymbolicLink(Path.of("/proc/self/fd/0")) + " " + flags.replace("\t", " ");
        } catch (IOException e) {
            return "nothing";
        }
    }

    @Override
    public void line(StreamSource source, String line) {
        IO.println("line " + line);
    }

    @Override
    public void ended(StreamSource source) {
        IO.println("ended " + source.isOpen());
        other.add(7);
    }

    private void counted(CounterSource source, long value) {
        IO.println("other " + value);
        loop.stop();
    }

    private void readAll(StreamSource source) {
        try {
            while (true) {
                IO.println("line " + source.await());
            }
        } catch (CancellationException e) {
            IO.println("ended " + source.isOpen());
            other.add(7);
        } catch (InterruptedException e) {
            IO.println("interrupted");
        }
    }
}

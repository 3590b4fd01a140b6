package dev.carillon.examples;

import dev.carillon.linux.Spawn;
import dev.carillon.loop.ChildSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.StreamWriter;
import dev.carillon.loop.WriterEnd;
import dev.carillon.loop.Written;
import java.util.List;

/**
 * Feeds a filter such as {@code sort -rn} or {@code tac} the numbers from 1 on, and says what it makes of them. What it is given
 * and what it gives go on at the same time, so neither side waits for ever with a full pipe.
 */
public final class Filter implements StreamWriter.Handler {
    private final int last;
    private int next = 1;

    private Filter(int last) {
        this.last = last;
    }

    /**
     * Runs it.
     *
     * @param arguments the last number, the filter and its arguments
     */
    public static void main(String[] arguments) {
        Filter filter = new Filter(Integer.parseInt(arguments[0]));
        List<String> command = List.of(arguments).subList(1, arguments.length);
        int[] lines = {0};
        try (EventLoop loop = EventLoop.open("main")) {
            Spawn spawn = Spawn.command(command).pipeInput().pipeOutput();
            ChildSource child = loop.child("filter", spawn, (source, status) -> {
                System.out.println(lines[0] + " lines, and it " + status);
                loop.stop();
            });
            child.outputLines((source, line) -> {
                if (lines[0]++ == 0) {
                    System.out.println("first " + line);
                }
            });
            filter.feed(child.input(filter));
            loop.run();
        }
    }

    /** As much as there is room for; the rest when it is drained. */
    private void feed(StreamWriter input) {
        Written answer = Written.TAKEN;
        while (next <= last && answer == Written.TAKEN) {
            answer = input.write(next + "\n");
            next++;
        }
        if (next > last) {
            input.finish(); // the filter reads the end once it has read everything
        }
    }

    @Override
    public void drained(StreamWriter input) {
        feed(input);
    }

    @Override
    public void ended(StreamWriter input, WriterEnd end) {
        System.out.println("input " + end.cause());
    }
}

package dev.carillon.loop.simulation;

import dev.carillon.linux.Errno;
import dev.carillon.linux.Pipe;
import dev.carillon.loop.Source;
import dev.carillon.loop.StreamSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes lines into a pipe, and reads them: all, in order, and then the end. */
final class LinesActor extends Actor {
    private final Pipe pipe = Pipe.open();
    private final StreamSource lines;
    private final List<String> sent = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final StringBuilder unsent = new StringBuilder();
    private long written;
    private boolean endSeen;

    LinesActor(World world, String name) {
        super(world, name);
        lines = open();
    }

    private StreamSource open() {
        try {
            return world.loop.lines(name, pipe.reader(), new StreamSource.LineHandler() {
                @Override
                public void line(StreamSource source, String line) {
                    handled(seen.size());
                    seen.add(line);
                    live();
                }

                @Override
                public void ended(StreamSource source) {
                    handled("end");
                    world.require(!endSeen, name, "ends twice");
                    endSeen = true;
                    live();
                }
            });
        } catch (RuntimeException e) {
            world.close(pipe);
            throw e;
        }
    }

    @Override
    Source source() {
        return lines;
    }

    @Override
    void cause() {
        if (!lines.isOpen() || !pipe.writer().isOpen()) {
            return;
        }
        if (world.chance(40) && unsent.isEmpty()) {
            world.close(pipe.writer());
            return;
        }
        String line = "line " + sent.size() + "x".repeat(world.draw(300));
        sent.add(line);
        unsent.append(line).append(world.chance(2) ? "\n" : "\r\n");
        send();
    }

    private void send() {
        if (!unsent.isEmpty() && lines.isOpen()) {
            ByteBuffer bytes = ByteBuffer.wrap(unsent.toString().getBytes(StandardCharsets.UTF_8));
            pipe.writer().write(bytes);
            written += unsent.chars()
                    .limit(bytes.position())
                    .filter(c -> c == '\n')
                    .count();
            unsent.delete(0, bytes.position()); // one byte a character
        }
    }

    @Override
    boolean isPending() {
        boolean inHand = world.isSettling() && !unsent.isEmpty();
        return inHand || seen.size() < written || !pipe.writer().isOpen() && !endSeen;
    }

    @Override
    void help() {
        send();
    }

    @Override
    boolean breakForGood() {
        world.kernel.breakReads(pipe.reader().number(), Errno.EIO);
        return true;
    }

    @Override
    void verify(boolean complete) {
        world.require(
                seen.equals(sent.subList(0, Math.min(seen.size(), sent.size()))), name, "has seen what nobody sent");
        world.require(
                !complete || seen.size() == sent.size(), name, "has lost of " + sent.size() + " lines: " + seen.size());
        world.require(!endSeen || seen.size() == sent.size(), name, "is at its end before its last line");
        world.require(!pipe.reader().isOpen(), name, "has left its pipe open");
    }

    @Override
    void dispose() {
        world.close(pipe.writer());
    }
}

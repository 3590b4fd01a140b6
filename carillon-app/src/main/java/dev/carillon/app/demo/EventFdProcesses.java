package dev.carillon.app.demo;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.Borrowed;
import dev.carillon.loop.EventLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Two processes and one eventfd: a child inherits the descriptor and adds the numbers of the command line, its parent
 * reads the sum.
 *
 * <p>An eventfd has no name that another process could open. It has to be inherited, and then both have the same counter,
 * not a copy. The parent cannot know when the last number was added (an eventfd has no end), so it waits in one loop for
 * the counter and for the child's exit.
 */
final class EventFdProcesses implements Demo {
    private static final String CHILD = "--child";

    private static final String MAIN_CLASS = "dev.carillon.app.Carillon";

    /** What the descriptor is called in the child: the first number after the standard ones. */
    private static final int NUMBER_IN_CHILD = 3;

    @Override
    public boolean takesArguments() {
        return true;
    }

    @Override
    public int run(PrintStream out, List<String> arguments) throws Exception {
        if (arguments.size() > 1 && arguments.getFirst().equals(CHILD)) {
            return add(Integer.parseInt(arguments.get(1)), arguments.subList(2, arguments.size()));
        }
        if (arguments.isEmpty()) {
            throw new WrongUsage("eventfd-processes needs numbers to add, for example: 1 2 0x10");
        }
        long expected = UnsignedNumber.sum(arguments); // refuses bad ones while nothing has started yet
        List<String> command = new ArrayList<>(thisProgram());
        command.addAll(List.of("demo", "eventfd-processes", CHILD, Integer.toString(NUMBER_IN_CHILD)));
        command.addAll(arguments);
        return receive(out, command, expected);
    }

    private static int receive(PrintStream out, List<String> command, long expected) {
        AtomicLong sum = new AtomicLong();
        AtomicReference<@Nullable ExitStatus> end = new AtomicReference<>();
        try (EventFd shared = EventFd.open();
                EventLoop loop = EventLoop.open("parent")) {
            loop.counter("numbers", Borrowed.borrowed(shared), (source, value) -> {
                sum.addAndGet(value);
                out.println("parent: the counter had " + Long.toUnsignedString(value));
            });
            Spawn spawn = Spawn.command(command).descriptor(NUMBER_IN_CHILD, shared);
            loop.child("child", spawn, (source, status) -> {
                end.set(status);
                loop.stop();
            });
            loop.run();
            // Both may have become ready in one turn, the exit first: what the child added is still in the counter.
            sum.addAndGet(shared.read());
        }
        ExitStatus status = end.get();
        out.println("parent: the child " + status);
        out.println("sum " + Long.toUnsignedString(sum.get()) + " = 0x" + Long.toHexString(sum.get()));
        boolean held = sum.get() == expected && status != null && status.isSuccess();
        return Demo.check(out, held, "the sum is that of the numbers given");
    }

    /** All that the child does. Its descriptor is the parent's open file: adding here makes it readable there. */
    private static int add(int descriptor, List<String> numbers) throws WrongUsage {
        try (EventFd shared = EventFd.adopt(descriptor, false)) {
            for (String number : numbers) {
                if (!shared.add(UnsignedNumber.parse(number))) {
                    return FAILED;
                }
            }
        }
        return HELD;
    }

    /**
     * The JVM, its options and the main class or module, but not the arguments. As it stands in this process's own command
     * line, so that the child has the same class path, modules and start-up cache.
     */
    private static List<String> thisProgram() throws IOException {
        String main = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        String commandLine = Files.readString(Path.of("/proc/self/cmdline"));
        List<String> words = List.of(commandLine.split("\0"));
        for (int last = 1; last < words.size(); last++) {
            String word = words.get(last);
            if (main.endsWith(MAIN_CLASS) && (word.equals(main) || word.equals("--module=" + main))) {
                List<String> command = new ArrayList<>(words.subList(0, last + 1));
                command.set(0, "/proc/self/exe"); // in the child this is still the same JVM, wherever PATH leads
                return command;
            }
        }
        throw new IllegalStateException("can start itself again only as a program: carillon demo eventfd-processes");
    }
}

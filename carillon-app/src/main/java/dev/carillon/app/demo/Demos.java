package dev.carillon.app.demo;

import java.util.List;
import java.util.Optional;

/** The table of all demos. */
public final class Demos {
    /** What there is, in the order to read it in. */
    public static final List<Entry> ALL = List.of(
            new Entry("eventfd-threads", "A4", "eventfd(2)", "a producer and a consumer thread share one counter"),
            new Entry(
                    "eventfd-processes",
                    "A5",
                    "eventfd(2)",
                    "a child process adds the numbers given, such as 1 2 0x10"),
            new Entry("eventfd-loop", "B5", "epoll(7)", "a counter in a loop: values classified, quiet noticed"),
            new Entry("semaphore", "A2", "eventfd(2)", "each read takes one permit: as many as were added"),
            new Entry("flags", "A3", "fcntl(2)", "all eight mixes of an eventfd's flags and what each changes"),
            new Entry("timer", "A6", "timerfd_create(2)", "one shot, periodic, three clocks, missed expirations"),
            new Entry("signals", "A7", "signalfd(2)", "signals as events: sender, value, order"),
            new Entry("pipe-vs-eventfd", "A10", "pipe(7)", "the same hand-overs through both, with what they cost"),
            new Entry("all-events", "B1", "epoll(7)", "counter, timer, signal and pipe in one loop, ended by TERM"),
            new Entry("event-manager", "B2", "epoll_ctl(2)", "named handlers that come, go and rest at run time"));

    private Demos() {}

    /**
     * What is known of a demo without loading it.
     *
     * @param name the word after {@code carillon demo}
     * @param row its row of the list of requirements
     * @param manual the page of the manual it shows
     * @param summary what it shows
     */
    public record Entry(String name, String row, String manual, String summary) {}

    /** The names of all. */
    public static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }

    /** Whether a demo has a source for TERM, INT or HUP. */
    public static boolean takesSignals(String name) {
        return name.equals("signals") || name.equals("all-events");
    }

    /**
     * Makes a demo. A switch, not a map of constructor references: linking those costs the start-up milliseconds, and this
     * way only the class that is asked for gets loaded.
     *
     * @param name one of {@link #ALL}
     * @return the demo, or nothing if there is none of this name
     */
    public static Optional<Demo> byName(String name) {
        Demo demo = // null never leaves this method
                switch (name) {
                    case "eventfd-threads" -> new EventFdThreads();
                    case "eventfd-processes" -> new EventFdProcesses();
                    case "eventfd-loop" -> new EventFdLoop();
                    case "semaphore" -> new Semaphore();
                    case "flags" -> new Flags();
                    case "timer" -> new Timer();
                    case "signals" -> new SignalDemo();
                    case "pipe-vs-eventfd" -> new PipeVsEventFd();
                    case "all-events" -> new AllEvents();
                    case "event-manager" -> new EventManager();
                    default -> null;
                };
        return Optional.ofNullable(demo);
    }
}

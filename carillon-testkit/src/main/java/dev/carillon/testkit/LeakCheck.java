package dev.carillon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds descriptors and platform threads that a piece of code leaves behind:
 * {@snippet :
 * try (var _ = LeakCheck.start()) {
 *     useEverythingAndCloseIt();
 * }
 * }
 *
 * <p>It compares {@code /proc/self/fd} and the live threads of the whole JVM, so nothing else may run at the same time
 * that opens descriptors or starts threads. What the JVM opens for itself meanwhile (jar files, its own threads) is not
 * counted. A descriptor that is replaced by another of the same kind and number cannot be told from one that stayed.
 */
public final class LeakCheck implements AutoCloseable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Duration USUAL_GRACE = Duration.ofSeconds(5);

    /** Groups and names of threads that the JDK starts on demand and keeps. */
    private static final Set<String> JVM_GROUPS = Set.of("system", "InnocuousThreadGroup", "CarrierThreads");

    private static final List<String> JVM_THREADS = List.of("ForkJoinPool", "process reaper", "VirtualThread-");

    private final Map<Integer, String> descriptors;
    private final Set<Thread> threads;
    private final List<String> allowed = new ArrayList<>();
    private Duration grace = USUAL_GRACE;

    private LeakCheck() {
        descriptors = descriptors();
        threads = liveThreads();
    }

    /**
     * Notes what is there now.
     *
     * @return the check, which {@link #close} ends
     */
    public static LeakCheck start() {
        openWhatTheJdkNeverCloses();
        return new LeakCheck();
    }

    /** The JDK's socket classes keep a socket for ever once they were used. */
    private static void openWhatTheJdkNeverCloses() {
        try {
            SocketChannel.open().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Leaves descriptors out whose target contains a text.
     *
     * @param target a part of what {@code /proc/self/fd} says, for example {@code /tmp/access.log}
     * @return this
     */
    public LeakCheck allowing(String target) {
        allowed.add(target);
        return this;
    }

    /**
     * Sets how long threads that are about to end, and descriptors that they close, may take.
     *
     * @param longest the time after which they count as left; 5 seconds unless set
     * @return this
     */
    public LeakCheck within(Duration longest) {
        grace = longest;
        return this;
    }

    /**
     * Compares what is there now with what was there. What is about to go gets its time for it.
     *
     * @throws AssertionError naming every descriptor and thread that is left
     */
    public void assertNothingLeft() {
        long deadline = System.nanoTime() + grace.toNanos();
        List<String> left = leftThreads(deadline);
        List<String> leftDescriptors = newDescriptors();
        while (!leftDescriptors.isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait(); // a thread of the JDK may be about to close it, such as the pipes of a child
            leftDescriptors = newDescriptors();
        }
        left.addAll(leftDescriptors);
        if (!left.isEmpty()) {
            throw new AssertionError("left behind: " + String.join(", ", left));
        }
    }

    /** As {@link #assertNothingLeft}. */
    @Override
    public void close() {
        assertNothingLeft();
    }

    private List<String> leftThreads(long deadline) {
        List<String> left = new ArrayList<>();
        for (Thread thread : liveThreads()) {
            if (!threads.contains(thread) && !isOfTheJvm(thread) && !endsBefore(deadline, thread)) {
                left.add("thread \"" + thread.getName() + "\" (" + thread.getState() + ")");
            }
        }
        return left;
    }

    private static boolean endsBefore(long deadline, Thread thread) {
        try {
            long nanos = Math.max(1, deadline - System.nanoTime());
            return thread.equals(Thread.currentThread()) || thread.join(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isOfTheJvm(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null // it has ended
                || JVM_GROUPS.contains(group.getName())
                || JVM_THREADS.stream().anyMatch(thread.getName()::startsWith);
    }

    private static Set<Thread> liveThreads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private List<String> newDescriptors() {
        return descriptors().entrySet().stream()
                .filter(now -> !now.getValue().equals(descriptors.get(now.getKey())))
                .filter(now -> !isOfTheJvm(now.getValue()))
                .filter(now -> allowed.stream().noneMatch(now.getValue()::contains))
                .map(now -> "fd " + now.getKey() + " -> " + now.getValue())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static boolean isOfTheJvm(String target) {
        return target.endsWith(".jar")
                || target.startsWith(System.getProperty("java.home"))
                || target.equals("/dev/random")
                || target.equals("/dev/urandom")
                || target.matches("/proc/\\d+/fd"); // the listing itself
    }

    private static Map<Integer, String> descriptors() {
        Map<Integer, String> links = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path entry : entries) {
                putLink(links, entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + DESCRIPTORS, e);
        }
        return links;
    }

    private static void putLink(Map<Integer, String> links, Path entry) throws IOException {
        try {
            int number = Integer.parseInt(entry.getFileName().toString());
            links.put(number, Files.readSymbolicLink(entry).toString());
        } catch (NoSuchFileException e) {
            // Closed since it was listed: not there is what we want to know.
        }
    }
}

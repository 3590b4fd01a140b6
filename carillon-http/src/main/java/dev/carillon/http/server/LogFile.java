package dev.carillon.http.server;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.OutputFile;
import dev.carillon.linux.StreamFd;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lines on their way to a file. Whoever has one copies it into a buffer, under a lock that is never held while anything is
 * written; a thread of its own writes what has gathered. There are two buffers, one being filled and one being written.
 *
 * <p>What cannot be written (no space, a disk that fails) is kept and tried again, less and less often; meanwhile the other buffer
 * fills, and then lines are dropped, whole ones, and counted. A line that was written in part goes on where it stopped, so a file
 * has whole lines, but after a change of files.
 */
final class LogFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AccessLog.class.getName());
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LAST_WAIT_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final OutputFile file;
    private final long firstPauseNanos;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong reopened = new AtomicLong();

    // Guarded by the lock.
    private ByteBuffer filling;
    private boolean resting = true;
    private boolean reopening;
    private boolean closing;
    private long given;

    // The thread's own.
    private ByteBuffer writing;
    private StreamFd stream;
    private long pauseNanos;
    private long toldDropped;
    private boolean inTrouble;

    /** What was written last is not the end of a line. */
    private boolean midLine;

    LogFile(Path path, int mode, int bound, long firstPauseNanos) {
        this.file = OutputFile.append(path).withMode(mode);
        this.firstPauseNanos = firstPauseNanos;
        this.pauseNanos = firstPauseNanos;
        this.filling = ByteBuffer.allocateDirect(bound / 2);
        this.writing = ByteBuffer.allocateDirect(bound / 2).limit(0);
        this.stream = file.open();
        this.thread = Thread.ofPlatform().daemon().name("access log " + path).start(this::run);
    }

    /** Takes a line, or drops it. Any thread; never waits for the file. */
    boolean append(byte[] line, int length) {
        lock.lock();
        try {
            given++;
            if (closing || filling.remaining() < length) {
                dropped.incrementAndGet();
                return false;
            }
            int half = filling.capacity() / 2;
            boolean wasBelow = filling.position() <= half;
            filling.put(line, 0, length);
            if (resting || wasBelow && filling.position() > half) {
                resting = false;
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Has the thread open the path anew, after what it has. Any thread. */
    void reopen() {
        lock.lock();
        try {
            reopening = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    AccessLogStatistics statistics() {
        lock.lock();
        try {
            return new AccessLogStatistics(given, written.get(), dropped.get(), failures.get(), reopened.get());
        } finally {
            lock.unlock();
        }
    }

    /** Whether the thread waits for a line, or for its time. */
    Thread.State threadState() {
        return thread.getState();
    }

    /** Writes what it has, and takes no more. Waits for that, ten seconds at the most. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(LAST_WAIT_MILLIS);
        } catch (InterruptedException e) { // the thread goes on, and ends by itself
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean last = false;
        while (!last) {
            last = await();
            drain();
            if (takeReopening()) {
                changeFile();
                drain();
            }
        }
        loseWhatWaits();
        stream.close();
    }

    /** Waits until there is something to do, and says whether it is the last time. */
    private boolean await() {
        lock.lock();
        try {
            if (writing.hasRemaining()) {
                pause(pauseNanos, Integer.MAX_VALUE);
            } else {
                pause(PACE_NANOS, filling.capacity() / 2); // what comes meanwhile wakes nobody
                awaitLine();
            }
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private void pause(long nanos, int enough) {
        long left = nanos;
        while (left > 0 && filling.position() <= enough && !isAsked()) {
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                left = 0; // by nobody here; what is to be done is done a little earlier
            }
        }
    }

    private void awaitLine() {
        while (filling.position() == 0 && !isAsked()) {
            resting = true;
            changed.awaitUninterruptibly();
        }
        resting = false;
    }

    private boolean isAsked() {
        return reopening || closing;
    }

    private void drain() {
        if (writeAll()) {
            swap();
            writeAll();
        }
        tellOfDropped();
    }

    private void swap() {
        lock.lock();
        try {
            ByteBuffer full = filling.flip();
            filling = writing.clear();
            writing = full;
        } finally {
            lock.unlock();
        }
    }

    private boolean takeReopening() {
        lock.lock();
        try {
            boolean asked = reopening;
            reopening = false;
            return asked;
        } finally {
            lock.unlock();
        }
    }

    private boolean writeAll() {
        try {
            while (writing.hasRemaining()) {
                int from = writing.position();
                stream.write(writing);
                count(from);
            }
        } catch (LinuxException e) {
            failed(e);
            return false;
        }
        return true;
    }

    private void count(int from) {
        int lines = lines(from, writing.position());
        midLine = writing.position() > from ? writing.get(writing.position() - 1) != '\n' : midLine;
        written.addAndGet(lines);
        if (inTrouble) {
            inTrouble = false;
            pauseNanos = firstPauseNanos;
            tell(Level.INFO, "is written again", null);
        }
    }

    private int lines(int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            lines += writing.get(i) == '\n' ? 1 : 0;
        }
        return lines;
    }

    private void failed(LinuxException error) {
        if (inTrouble) {
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        } else {
            tell(Level.WARNING, "cannot be written; lines wait, and are dropped when there are too many", error);
        }
        inTrouble = true;
        failures.incrementAndGet();
    }

    /** To the file that the path leads to now. One that cannot be opened leaves things as they are. */
    private void changeFile() {
        try {
            StreamFd next = file.open();
            stream.close();
            stream = next;
        } catch (LinuxException e) {
            tell(Level.WARNING, "cannot be opened anew; the file it had is written on", e);
            failures.incrementAndGet();
            return;
        }
        if (midLine) {
            skipLine();
        }
        reopened.incrementAndGet();
    }

    /** The beginning of the line is in the former file. */
    private void skipLine() {
        midLine = false;
        boolean over = false;
        while (!over && writing.hasRemaining()) {
            over = writing.get() == '\n';
        }
        dropped.incrementAndGet();
    }

    private void loseWhatWaits() {
        dropped.addAndGet(lines(writing.position(), writing.limit()));
        swap();
        dropped.addAndGet(lines(writing.position(), writing.limit()));
    }

    /** Each time they have doubled, so that a log of failures is not flooded in turn. */
    private void tellOfDropped() {
        long now = dropped.get();
        if (now > 2 * toldDropped) {
            toldDropped = now;
            tell(Level.WARNING, "has lost " + now + " lines so far: they come faster than they can be written", null);
        }
    }

    private void tell(Level level, String what, @Nullable LinuxException error) {
        try {
            LOG.log(level, "access log " + file.path() + " " + what, error);
        } catch (LinkageError | RuntimeException e) {
            // It is counted all the same, and the thread has to go on.
        }
    }
}

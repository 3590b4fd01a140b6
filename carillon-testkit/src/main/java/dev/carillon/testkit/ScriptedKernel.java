package dev.carillon.testkit;

import dev.carillon.linux.Errno;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The real kernel, with faults put in at the line every system call crosses. They come from a seed ("one call in ten is
 * interrupted") or from a script ("the next {@code epoll_ctl} fails with EEXIST"). The same seed and the same calls give
 * the same faults.
 *
 * <p>Only what Linux itself could do is done, so a program that fails under it has a defect:
 *
 * <ul>
 *   <li>EINTR before the call, or in the middle of a wait; of {@code close} after it, as the number is gone then.
 *   <li>EAGAIN only where the descriptor or the call is non-blocking; never on a descriptor that is registered
 *       edge-triggered, whose edge would not come again, and never for adding to a counter, where it means "full".
 *   <li>Short transfers only where there are no message boundaries and no promise of {@code pipe(7)} to be atomic; never on a
 *       descriptor that is registered edge-triggered, where {@code epoll(7)} says that they tell of exhaustion.
 *   <li>Events are held back only where the kernel reports them again: level-triggered, not one-shot.
 *   <li>After ECONNRESET a socket stays broken: reads give the end of the stream, writes EPIPE.
 * </ul>
 *
 * <p>Faults are set up before or while it runs, from any thread, as are the counts read. The system calls themselves are
 * those of the one thread it is bound to: {@snippet :
 * ScriptedKernel kernel = ScriptedKernel.seeded(seed).interrupting(0.1).shortening(0.3).reordering();
 * kernel.run(() -> serveOneClient());
 * assertThat(kernel.calls("epoll_ctl")).as(kernel.describe()).isEqualTo(2);
 * }
 */
public final class ScriptedKernel {
    private final Dice dice;
    private final Script script = new Script();
    private final FaultyKernel faulty;

    private ScriptedKernel(long seed) {
        dice = new Dice(seed);
        faulty = new FaultyKernel(script, dice);
    }

    /**
     * A kernel that does everything right until told otherwise.
     *
     * @param seed where its chances come from
     * @return the kernel, not bound yet
     */
    public static ScriptedKernel seeded(long seed) {
        return new ScriptedKernel(seed);
    }

    /**
     * Begins a kernel that does, often, whatever a healthy one may: it interrupts, answers EAGAIN, shortens, delays and reorders.
     *
     * @param seed decides everything random in it
     * @return the kernel
     */
    public static ScriptedKernel unkind(long seed) {
        return seeded(seed)
                .interrupting(0.1)
                .refusing(0.2)
                .shortening(0.3)
                .delaying(0.3)
                .reordering();
    }

    /**
     * Interrupts calls that can be interrupted with EINTR, waits with a timeout also in their middle.
     *
     * @param chance 0 to less than 1
     * @return this
     */
    public ScriptedKernel interrupting(double chance) {
        return chance(Fault.INTERRUPTING, chance);
    }

    /**
     * Answers non-blocking reads, writes and accepts with EAGAIN although something could be done.
     *
     * @param chance 0 to less than 1
     * @return this
     */
    public ScriptedKernel refusing(double chance) {
        return chance(Fault.REFUSING, chance);
    }

    /**
     * Cuts reads and writes to a random length of 1 to what was asked; {@code readv(2)} and its like to fewer buffers.
     *
     * @param chance 0 to 1
     * @return this
     */
    public ScriptedKernel shortening(double chance) {
        return chance(Fault.SHORTENING, chance);
    }

    /**
     * Answers calls that make a descriptor with EMFILE.
     *
     * @param chance 0 to 1
     * @return this
     */
    public ScriptedKernel exhausting(double chance) {
        return chance(Fault.EXHAUSTING, chance);
    }

    /**
     * Breaks connections: a transfer on a stream socket gives ECONNRESET or EPIPE, and the socket stays broken; a write
     * to a pipe gives EPIPE.
     *
     * @param chance 0 to 1, for each transfer
     * @return this
     */
    public ScriptedKernel resetting(double chance) {
        return chance(Fault.RESETTING, chance);
    }

    /**
     * Holds level-triggered events back until a later wait. A wait that may block still reports one at least.
     *
     * @param chance 0 to less than 1, for each event
     * @return this
     */
    public ScriptedKernel delaying(double chance) {
        return chance(Fault.DELAYING, chance);
    }

    /**
     * Shuffles the events of every batch.
     *
     * @return this
     */
    public ScriptedKernel reordering() {
        return chance(Fault.REORDERING, 1);
    }

    /**
     * Is an older kernel: what later ones added is refused as that one refuses it.
     *
     * @param version which
     * @return this
     */
    public ScriptedKernel as(LinuxVersion version) {
        faulty.as(version);
        return this;
    }

    /**
     * Has waits of epoll with a timeout sleep no longer: if nothing is ready, the time of {@link #nanos} moves on by the timeout
     * at once. What else measures time in the kernel (timerfd) goes on as ever, and a wait without a timeout waits. No wait is
     * interrupted: what is left of one is measured by the system's clock, and no run would be as the last.
     *
     * @return this
     */
    public ScriptedKernel withVirtualTime() {
        faulty.time().use();
        return this;
    }

    /**
     * The time that waits have passed, {@link #withVirtualTime}: the clock of what is tested.
     *
     * @return nanoseconds, 0 at the beginning
     */
    public long nanos() {
        return faulty.time().nanos();
    }

    /**
     * Has the queues of inotify be full at some moment: a read gives the first of its events and then that of the overflow, and
     * what came later is dropped.
     *
     * @param chance 0 to 1, for each read that gives events
     * @return this
     */
    public ScriptedKernel overflowing(double chance) {
        return chance(Fault.OVERFLOWING, chance);
    }

    /**
     * Lets virtual time pass, as code does that computes. By the bound thread.
     *
     * @param span how much
     * @return this
     */
    public ScriptedKernel pass(Duration span) {
        faulty.time().pass(span.toNanos());
        return this;
    }

    /**
     * Has every read of a descriptor fail until it is closed, as a device does that has died.
     *
     * @param number the descriptor's number
     * @param errno why
     * @return this
     */
    public ScriptedKernel breakReads(int number, Errno errno) {
        script.breakReads(number, errno);
        return this;
    }

    private ScriptedKernel chance(Fault fault, double chance) {
        dice.set(fault, chance);
        return this;
    }

    /**
     * Takes its chances from another seed from now on, so that each of many cases in a row can be repeated by itself.
     *
     * @param seed where its chances come from
     * @return this
     */
    public ScriptedKernel reseed(long seed) {
        dice.reseed(seed);
        return this;
    }

    /**
     * Ends all faults, scripted ones too, so that a test can finish its work.
     *
     * @return this
     */
    public ScriptedKernel calm() {
        dice.clear();
        script.forgetPlans();
        return this;
    }

    /**
     * Has the next call of a function fail without reaching the kernel ({@code close} closes all the same).
     *
     * @param name the function, as {@code epoll_ctl}; or {@code epoll_ctl(ADD)}, its one operation that needs memory
     * @param errno why
     * @return this
     */
    public ScriptedKernel failNext(String name, Errno errno) {
        return failNext(name, errno, 1);
    }

    /**
     * Has the next calls of a function fail.
     *
     * @param name the function, as {@code epoll_ctl}
     * @param errno why
     * @param times how many calls, 1 or more
     * @return this
     */
    public ScriptedKernel failNext(String name, Errno errno, int times) {
        script.fail(name, errno, 0, times);
        return this;
    }

    /**
     * Has one call of a function fail after others went through.
     *
     * @param passing how many calls go through first, 0 or more
     * @param name the function, as {@code epoll_ctl}
     * @param errno why
     * @return this
     */
    public ScriptedKernel failAfter(int passing, String name, Errno errno) {
        script.fail(name, errno, passing, 1);
        return this;
    }

    /**
     * Has the next calls that make a descriptor fail, whichever they are.
     *
     * @param times how many calls, 1 or more
     * @param errno EMFILE or ENFILE
     * @return this
     */
    public ScriptedKernel exhaustNext(int times, Errno errno) {
        script.fail(Script.ANY_CREATOR, errno, 0, times);
        return this;
    }

    /**
     * Runs something on the bound thread right before the next call of a function that has no such hook yet: what another
     * thread could do between a program's check and its call.
     *
     * @param name the function, as {@code epoll_wait}
     * @param hook what to run; its own system calls go through this kernel too
     * @return this
     */
    public ScriptedKernel before(String name, Runnable hook) {
        script.before(name, hook);
        return this;
    }

    /**
     * How often a function was called through this kernel, failed calls included.
     *
     * @param name the function, as {@code epoll_ctl}
     * @return the count since the start or {@link #forgetCalls}
     */
    public long calls(String name) {
        return script.count(name);
    }

    /**
     * How many calls went through this kernel.
     *
     * @return the count since the start or {@link #forgetCalls}
     */
    public long calls() {
        return script.total();
    }

    /** Begins to count anew. */
    public void forgetCalls() {
        script.forgetCounts();
    }

    /**
     * How many faults were put in. A random test without any tested nothing.
     *
     * @return the count since the start
     */
    public long faults() {
        return script.injections();
    }

    /**
     * The last faults put in, oldest first.
     *
     * @return up to 32 lines such as {@code read(7): EINTR}
     */
    public List<String> lastFaults() {
        return script.injected();
    }

    /**
     * Makes this the calling thread's kernel until the binding is closed.
     *
     * @return the binding
     * @throws IllegalStateException if it is bound already; each thread needs its own
     */
    public KernelBinding bind() {
        if (faulty.isBound()) {
            throw new IllegalStateException("a scripted kernel serves one thread at a time: " + describe());
        }
        return new KernelBinding(faulty);
    }

    /**
     * Runs code with this as the calling thread's kernel. What the code throws names the seed.
     *
     * @param body what to run
     * @param <T> its result
     * @return its result
     * @throws Exception what the code throws
     */
    public <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
        try (var _ = bind()) {
            return body.call();
        } catch (Exception | AssertionError e) {
            e.addSuppressed(new AssertionError(describe()));
            throw e;
        }
    }

    /**
     * As {@link #call(Callable)}, without a result.
     *
     * @param body what to run
     * @throws Exception what the code throws
     */
    public void run(Body body) throws Exception {
        call(() -> {
            body.run();
            return this;
        });
    }

    /**
     * Code that binds this to the thread that runs it: for a thread that the test does not start itself.
     *
     * @param body what to run there
     * @return the body in its binding
     */
    public Runnable bound(Runnable body) {
        return () -> {
            try (var _ = bind()) {
                body.run();
            }
        };
    }

    /** Code under test. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs it.
         *
         * @throws Exception any; fails the test
         */
        void run() throws Exception;
    }

    /**
     * What was put in and how to have it again, for the message of a failure.
     *
     * @return the seed, the chances and the last faults
     */
    public String describe() {
        return "ScriptedKernel " + dice + ", " + faults() + " faults, the last " + lastFaults();
    }

    /** As {@link #describe}. */
    @Override
    public String toString() {
        return describe();
    }
}

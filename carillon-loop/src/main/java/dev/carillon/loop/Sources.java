package dev.carillon.loop;

import dev.carillon.linux.Child;
import dev.carillon.linux.Clock;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import dev.carillon.linux.TimerFd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Everything a loop can listen to. This is the loop for who may give it something to listen to and neither drives nor ends it;
 * what has a loop of its own, as a test does, offers the same.
 *
 * <p>Each method makes a source that listens from the loop's next wait on. The first argument is the source's name, the last
 * its handler. Those without a handler are for straight-line code, {@link Waitable}.
 *
 * <p>A source owns the descriptor it is given: it closes it with itself, and also if making the source is refused. One that is
 * to stay the caller's is lent, {@link Borrowed}.
 *
 * <p>All methods throw {@link IllegalStateException} on another thread than the loop's and after the loop's end, and
 * {@link dev.carillon.linux.LinuxException} where the kernel refuses.
 */
public interface Sources {
    /** {@return the loop itself} */
    EventLoop loop();

    /**
     * A counter at zero that any thread adds to.
     *
     * @param name the source's name
     * @param handler gets the sum of what was added
     * @return the source
     */
    default CounterSource counter(String name, CounterSource.Handler handler) {
        return new CounterSource(loop(), name, EventFd.open(), true, handler);
    }

    /**
     * A counter at zero, to be awaited.
     *
     * @param name the source's name
     * @return the source
     */
    default CounterSource counter(String name) {
        return new CounterSource(loop(), name, EventFd.open(), true, null);
    }

    /**
     * A counter over an eventfd that was made elsewhere, to be shared with another process for example.
     *
     * @param name the source's name
     * @param eventFd the counter, non-blocking; owned from now on
     * @param handler gets the sum of what was added
     * @return the source
     */
    default CounterSource counter(String name, EventFd eventFd, CounterSource.Handler handler) {
        return CounterSource.over(loop(), name, eventFd, true, handler);
    }

    /**
     * A counter over an eventfd that stays the caller's.
     *
     * @param name the source's name
     * @param eventFd the counter, non-blocking
     * @param handler gets the sum of what was added
     * @return the source
     */
    default CounterSource counter(String name, Borrowed<EventFd> eventFd, CounterSource.Handler handler) {
        return CounterSource.over(loop(), name, eventFd.fd(), false, handler);
    }

    /**
     * A counter over an eventfd that stays the caller's, to be awaited.
     *
     * @param name the source's name
     * @param eventFd the counter, non-blocking
     * @return the source
     */
    default CounterSource counter(String name, Borrowed<EventFd> eventFd) {
        return CounterSource.over(loop(), name, eventFd.fd(), false, null);
    }

    /**
     * A semaphore: the handler is called once for each permit.
     *
     * @param name the source's name
     * @param permits how many there are at the beginning, 0 to 2^32-1
     * @param handler gets 1 for each permit
     * @return the source
     */
    default CounterSource semaphore(String name, long permits, CounterSource.Handler handler) {
        return new CounterSource(loop(), name, openSemaphore(permits), true, handler);
    }

    /**
     * A semaphore, to be awaited.
     *
     * @param name the source's name
     * @param permits how many there are at the beginning, 0 to 2^32-1
     * @return the source
     */
    default CounterSource semaphore(String name, long permits) {
        return new CounterSource(loop(), name, openSemaphore(permits), true, null);
    }

    private static EventFd openSemaphore(long permits) {
        return EventFd.open(permits, EnumSet.allOf(EventFd.Flag.class));
    }

    /**
     * A timer that is not started yet.
     *
     * @param name the source's name
     * @param handler gets the ticks
     * @return the source
     */
    default TimerSource timer(String name, TimerSource.Handler handler) {
        return new TimerSource(loop(), name, handler);
    }

    /**
     * A timer that is not started yet, to be awaited.
     *
     * @param name the source's name
     * @return the source
     */
    default TimerSource timer(String name) {
        return new TimerSource(loop(), name, null);
    }

    /**
     * A timer of the kernel that is not armed yet.
     *
     * @param name the source's name
     * @param clock what it runs by; alarm clocks need {@code CAP_WAKE_ALARM}
     * @param handler gets the expirations
     * @return the source
     */
    default KernelTimerSource kernelTimer(String name, Clock clock, KernelTimerSource.Handler handler) {
        return new KernelTimerSource(loop(), name, TimerFd.open(clock), handler);
    }

    /**
     * A timer of the kernel that is not armed yet, to be awaited.
     *
     * @param name the source's name
     * @param clock what it runs by; alarm clocks need {@code CAP_WAKE_ALARM}
     * @return the source
     */
    default KernelTimerSource kernelTimer(String name, Clock clock) {
        return new KernelTimerSource(loop(), name, TimerFd.open(clock), null);
    }

    /**
     * Signals. A signal has one source in the process.
     *
     * @param name the source's name
     * @param signals which, at least one
     * @param handler gets each signal
     * @return the source
     * @throws IllegalArgumentException for a signal that cannot be received here, with the reason
     */
    default SignalSource signals(String name, Set<Signal> signals, SignalSource.Handler handler) {
        return SignalSource.open(loop(), name, signals, handler);
    }

    /**
     * Signals, to be awaited.
     *
     * @param name the source's name
     * @param signals which, at least one
     * @return the source
     * @throws IllegalArgumentException for a signal that cannot be received here, with the reason
     */
    default SignalSource signals(String name, Set<Signal> signals) {
        return SignalSource.open(loop(), name, signals, null);
    }

    /**
     * Bytes from a pipe's end, a FIFO, a file, anything readable.
     *
     * @param name the source's name
     * @param stream where they come from, non-blocking
     * @param handler gets the bytes and the end
     * @return the source
     */
    default StreamSource bytes(String name, StreamFd stream, StreamSource.BytesHandler handler) {
        return StreamSource.bytes(loop(), name, stream, true, handler);
    }

    /**
     * Bytes from a descriptor that stays the caller's.
     *
     * @param name the source's name
     * @param stream where they come from, non-blocking
     * @param handler gets the bytes and the end
     * @return the source
     */
    default StreamSource bytes(String name, Borrowed<? extends StreamFd> stream, StreamSource.BytesHandler handler) {
        return StreamSource.bytes(loop(), name, stream.fd(), false, handler);
    }

    /**
     * Lines from a pipe's end, a FIFO, a file, anything readable.
     *
     * @param name the source's name
     * @param stream where they come from, non-blocking
     * @param handler gets the lines and the end
     * @return the source
     */
    default StreamSource lines(String name, StreamFd stream, StreamSource.LineHandler handler) {
        return StreamSource.lines(loop(), name, stream, true, handler);
    }

    /**
     * Lines from a descriptor that stays the caller's.
     *
     * @param name the source's name
     * @param stream where they come from, non-blocking
     * @param handler gets the lines and the end
     * @return the source
     */
    default StreamSource lines(String name, Borrowed<? extends StreamFd> stream, StreamSource.LineHandler handler) {
        return StreamSource.lines(loop(), name, stream.fd(), false, handler);
    }

    /**
     * Lines, to be awaited.
     *
     * @param name the source's name
     * @param stream where they come from, non-blocking
     * @return the source
     */
    default StreamSource lines(String name, StreamFd stream) {
        return StreamSource.lines(loop(), name, stream, true, null);
    }

    /**
     * Lines from a descriptor that stays the caller's, to be awaited.
     *
     * @param name the source's name
     * @param stream where they come from, non-blocking
     * @return the source
     */
    default StreamSource lines(String name, Borrowed<? extends StreamFd> stream) {
        return StreamSource.lines(loop(), name, stream.fd(), false, null);
    }

    /**
     * Lines from standard input, be it a terminal, a pipe, a file or closed. Descriptor 0 itself stays untouched.
     *
     * @param handler gets the lines and the end
     * @return the source, named {@code stdin}
     */
    default StreamSource standardInput(StreamSource.LineHandler handler) {
        return StreamSource.standardInput(loop(), handler);
    }

    /**
     * Lines from standard input, to be awaited.
     *
     * @return the source, named {@code stdin}
     */
    default StreamSource standardInput() {
        return StreamSource.standardInput(loop(), null);
    }

    /**
     * Writes to a pipe's end, a FIFO, a file, anything writable, without holding the loop up.
     *
     * @param name the source's name
     * @param stream where to; the loop writes to it if it is pollable and non-blocking, else a thread does
     * @param handler is told of the end, and when there is room again
     * @return the source
     */
    default StreamWriter writer(String name, StreamFd stream, StreamWriter.Handler handler) {
        return StreamWriter.open(loop(), name, stream, true, handler);
    }

    /**
     * Writes to a descriptor that stays the caller's.
     *
     * @param name the source's name
     * @param stream where to; the loop writes to it if it is pollable and non-blocking, else a thread does
     * @param handler is told of the end, and when there is room again
     * @return the source
     */
    default StreamWriter writer(String name, Borrowed<? extends StreamFd> stream, StreamWriter.Handler handler) {
        return StreamWriter.open(loop(), name, stream.fd(), false, handler);
    }

    /**
     * Writes to a pipe's end, a FIFO, a file, anything writable; its end is to be awaited.
     *
     * @param name the source's name
     * @param stream where to; the loop writes to it if it is pollable and non-blocking, else a thread does
     * @return the source
     */
    default StreamWriter writer(String name, StreamFd stream) {
        return StreamWriter.open(loop(), name, stream, true, null);
    }

    /**
     * Any pollable descriptor.
     *
     * @param name the source's name
     * @param fd what to watch, non-blocking; owned from now on
     * @param interest a mix of {@link dev.carillon.linux.Epoll#IN}, {@code OUT}, {@code PRI} and {@code RDHUP}
     * @param handler is told what is ready, and reads or writes itself
     * @return the source
     */
    default DescriptorSource descriptor(String name, Fd fd, int interest, DescriptorSource.Handler handler) {
        return new DescriptorSource(loop(), name, fd, interest, true, handler);
    }

    /**
     * Any pollable descriptor, whose readiness is to be awaited.
     *
     * @param name the source's name
     * @param fd what to watch, non-blocking; owned from now on
     * @param interest a mix of {@link dev.carillon.linux.Epoll#IN}, {@code OUT}, {@code PRI} and {@code RDHUP}
     * @return the source
     */
    default DescriptorSource descriptor(String name, Fd fd, int interest) {
        return new DescriptorSource(loop(), name, fd, interest, true, null);
    }

    /**
     * Any pollable descriptor that stays the caller's.
     *
     * @param name the source's name
     * @param fd what to watch, non-blocking
     * @param interest a mix of {@link dev.carillon.linux.Epoll#IN}, {@code OUT}, {@code PRI} and {@code RDHUP}
     * @param handler is told what is ready, and reads or writes itself
     * @return the source
     */
    default DescriptorSource descriptor(
            String name, Borrowed<? extends Fd> fd, int interest, DescriptorSource.Handler handler) {
        return new DescriptorSource(loop(), name, fd.fd(), interest, false, handler);
    }

    /**
     * Any pollable descriptor that stays the caller's, whose readiness is to be awaited.
     *
     * @param name the source's name
     * @param fd what to watch, non-blocking
     * @param interest a mix of {@link dev.carillon.linux.Epoll#IN}, {@code OUT}, {@code PRI} and {@code RDHUP}
     * @return the source
     */
    default DescriptorSource descriptor(String name, Borrowed<? extends Fd> fd, int interest) {
        return new DescriptorSource(loop(), name, fd.fd(), interest, false, null);
    }

    /**
     * Starts a child process and tells when it ends. The process ends with the source: see {@link ChildSource}.
     *
     * @param name the source's name
     * @param spawn what to start
     * @param handler gets exit code or signal
     * @return the source
     */
    default ChildSource child(String name, Spawn spawn, ChildSource.Handler handler) {
        return ChildSource.start(loop(), name, spawn, handler);
    }

    /**
     * Starts a child process whose end is to be awaited. The process ends with the source: see {@link ChildSource}.
     *
     * @param name the source's name
     * @param spawn what to start
     * @return the source
     */
    default ChildSource child(String name, Spawn spawn) {
        return ChildSource.start(loop(), name, spawn, null);
    }

    /**
     * Keeps a command running.
     *
     * @param name the source's name, and its process's
     * @param spawn what to start
     * @param options when to start it again, and how to stop it
     * @param handler gets what happens to it, and what it writes to pipes of the {@code spawn}
     * @return the source, which starts the command in the loop's next turn
     * @throws IllegalArgumentException if it is to be ready by a line, and has no piped output
     */
    default Supervisor supervise(String name, Spawn spawn, SupervisorOptions options, Supervisor.Handler handler) {
        return new Supervisor(loop(), name, spawn, options, handler);
    }

    /**
     * Keeps a command running; what happens to it is to be awaited.
     *
     * @param name the source's name, and its process's
     * @param spawn what to start
     * @param options when to start it again, and how to stop it
     * @return the source, which starts the command in the loop's next turn
     */
    default Supervisor supervise(String name, Spawn spawn, SupervisorOptions options) {
        return new Supervisor(loop(), name, spawn, options, null);
    }

    /**
     * Tells when a child ends that was started already. It ends with the source, and also if the source is refused.
     *
     * @param name the source's name
     * @param child what {@link Spawn#start} answered; not to be reaped or closed by anybody else
     * @param handler gets exit code or signal
     * @return the source
     */
    default ChildSource child(String name, Child child, ChildSource.Handler handler) {
        return ChildSource.of(loop(), name, child, handler);
    }

    /**
     * Tells when a process ends that Java knows, by the handle of a {@link Process} or of any other.
     *
     * @param name the source's name
     * @param process a process that was not reaped yet
     * @param handler gets exit code or signal
     * @return the source
     * @throws IllegalArgumentException if the process has ended and been reaped already
     */
    default ChildSource child(String name, ProcessHandle process, ChildSource.Handler handler) {
        return ChildSource.of(loop(), name, process, handler);
    }

    /**
     * Tells when a child of {@link ProcessBuilder} ends, also when the JDK has reaped it already.
     *
     * @param name the source's name
     * @param process the child
     * @param handler gets exit code or signal
     * @return the source
     */
    default ChildSource child(String name, Process process, ChildSource.Handler handler) {
        return ChildSource.of(loop(), name, process, handler);
    }

    /**
     * A child of {@link ProcessBuilder} whose end is to be awaited, also when the JDK has reaped it already.
     *
     * @param name the source's name
     * @param process the child
     * @return the source
     */
    default ChildSource child(String name, Process process) {
        return ChildSource.of(loop(), name, process, null);
    }

    /**
     * Changes of a file, or of a directory and all below it.
     *
     * @param name the source's name
     * @param path an existing file or directory
     * @param handler gets each change
     * @return the source
     */
    default PathSource path(String name, Path path, PathSource.Handler handler) {
        return path(name, path, PathOptions.DEFAULTS, handler);
    }

    /**
     * Changes of a file, or of a directory and all below it; or of whatever a path leads to.
     *
     * @param name the source's name
     * @param path a file or directory
     * @param options what is watched and told
     * @param handler gets each change
     * @return the source
     */
    default PathSource path(String name, Path path, PathOptions options, PathSource.Handler handler) {
        return PathSource.open(loop(), name, path, options, handler);
    }

    /**
     * Changes of a file, or of a directory and all below it, to be awaited.
     *
     * @param name the source's name
     * @param path an existing file or directory
     * @return the source
     */
    default PathSource path(String name, Path path) {
        return path(name, path, PathOptions.DEFAULTS);
    }

    /**
     * Changes of a file, or of a directory and all below it, or of whatever a path leads to, to be awaited.
     *
     * @param name the source's name
     * @param path a file or directory
     * @param options what is watched and told
     * @return the source
     */
    default PathSource path(String name, Path path, PathOptions options) {
        return PathSource.open(loop(), name, path, options, null);
    }

    /**
     * Tells when tasks lose more than a threshold of time to shortage.
     *
     * @param name the source's name
     * @param resource of what
     * @param scope whether some tasks wait or all
     * @param stall the threshold
     * @param window the span it is measured over, of those that {@link Pressure#windows} finds: 2 s wherever there are triggers
     * @param handler called at most once a window
     * @return the source
     */
    default PressureSource pressure(
            String name,
            Pressure.Resource resource,
            Pressure.Scope scope,
            Duration stall,
            Duration window,
            PressureSource.Handler handler) {
        loop().checkThread();
        return new PressureSource(loop(), name, Pressure.open(resource, scope, stall, window), handler);
    }

    /**
     * Tells when tasks lose more than a threshold of time to shortage, to be awaited.
     *
     * @param name the source's name
     * @param resource of what
     * @param scope whether some tasks wait or all
     * @param stall the threshold
     * @param window the span it is measured over, 0.5 to 10 s; without privileges a multiple of 2 s
     * @return the source
     */
    default PressureSource pressure(
            String name, Pressure.Resource resource, Pressure.Scope scope, Duration stall, Duration window) {
        loop().checkThread();
        return new PressureSource(loop(), name, Pressure.open(resource, scope, stall, window), null);
    }

    /**
     * Work for the next turn.
     *
     * @param name the source's name
     * @param handler runs once for each turn it was scheduled in
     * @return the source
     */
    default DeferSource defer(String name, DeferSource.Handler handler) {
        return new DeferSource(loop(), name, handler);
    }

    /**
     * Work after every turn in which something was handled.
     *
     * @param name the source's name
     * @param handler runs after such turns
     * @return the source
     */
    default PostSource post(String name, PostSource.Handler handler) {
        return new PostSource(loop(), name, handler);
    }

    /**
     * Notices that nothing happened.
     *
     * @param name the source's name
     * @param quiet how long nothing has to happen
     * @param handler called after each such span
     * @return the source
     */
    default IdleSource idle(String name, Duration quiet, IdleSource.Handler handler) {
        return new IdleSource(loop(), name, quiet, handler);
    }

    /**
     * Notices that nothing happened, to be awaited.
     *
     * @param name the source's name
     * @param quiet how long nothing has to happen
     * @return the source
     */
    default IdleSource idle(String name, Duration quiet) {
        return new IdleSource(loop(), name, quiet, null);
    }

    /**
     * Work at the loop's end, before anything is closed.
     *
     * @param name the source's name
     * @param handler runs once, by the source's priority
     * @return the source
     */
    default ExitSource exit(String name, ExitSource.Handler handler) {
        return new ExitSource(loop(), name, handler);
    }
}

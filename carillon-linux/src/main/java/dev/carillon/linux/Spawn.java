package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SignalH;
import dev.carillon.linux.ffm.SpawnH;
import dev.carillon.linux.ffm.WaitH;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Starts child processes, {@code posix_spawn(3)}. Unlike {@link ProcessBuilder} it hands over any descriptor under a
 * chosen number, and its children have a pidfd and nobody else's reaper.
 *
 * <p>A child begins with an empty signal mask, default dispositions and descriptors 0 to 2 of this process; those of them
 * that this process was started without are {@code /dev/null}. Every other descriptor that was not handed over is closed,
 * whether close-on-exec or not.
 *
 * {@snippet :
 * try (Child child = Spawn.command("sort", "-u").standardInput(pipe.reader()).start()) {
 *     pipe.reader().close();
 *     // write, then wait for Epoll.IN on child.pidFd()
 *     ExitStatus status = child.pidFd().reap();
 * }
 * }
 *
 * <p>A builder can start several children. For one thread at a time.
 */
public final class Spawn {
    /** The greatest number a descriptor can have in the child. */
    public static final int MAX_NUMBER = 1023;

    private static final int LAST_STANDARD = 2;
    private static final Path ENVIRONMENT = Path.of("/proc/self/environ");

    private final List<String> command;
    private final Map<Integer, @Nullable Fd> descriptors = new TreeMap<>();
    private final Map<String, @Nullable String> changes = new LinkedHashMap<>();
    private boolean inheritsEnvironment = true;
    private @Nullable Path directory;
    private int flags = SpawnH.POSIX_SPAWN_SETSIGMASK | SpawnH.POSIX_SPAWN_SETSIGDEF;
    private boolean hasCloseFrom = SpawnH.ACTIONS_ADDCLOSEFROM != null;

    private Spawn(List<String> command) {
        this.command = command;
    }

    /**
     * A program and its arguments.
     *
     * @param command the program, looked for along this process's {@code PATH} unless it contains a slash, then its
     *     arguments
     * @return a builder
     */
    public static Spawn command(String... command) {
        return command(List.of(command));
    }

    /**
     * A program and its arguments.
     *
     * @param command the program, looked for along this process's {@code PATH} unless it contains a slash, then its
     *     arguments
     * @return a builder
     */
    public static Spawn command(List<String> command) {
        if (command.isEmpty() || command.getFirst().isEmpty()) {
            throw new IllegalArgumentException("a command begins with the name of a program");
        }
        command.forEach(argument -> CStrings.checkNoZero(argument, "an argument"));
        return new Spawn(List.copyOf(command));
    }

    /**
     * Sets a variable in the child's environment.
     *
     * @param name not empty, without {@code =}
     * @param value its value
     * @return this
     */
    public Spawn environment(String name, String value) {
        changes.put(checkName(name), CStrings.checkNoZero(value, "the value of " + name));
        return this;
    }

    /**
     * Leaves a variable out of the child's environment.
     *
     * @param name not empty, without {@code =}
     * @return this
     */
    public Spawn withoutEnvironment(String name) {
        changes.put(checkName(name), null);
        return this;
    }

    /**
     * Leaves out all variables of this process that were not set here.
     *
     * @return this
     */
    public Spawn emptyEnvironment() {
        inheritsEnvironment = false;
        return this;
    }

    private static String checkName(String name) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "a variable's name is not empty and has no '=', unlike \"" + name + "\"");
        }
        return CStrings.checkNoZero(name, "a variable's name");
    }

    /**
     * The child's working directory. A program named by a relative path is looked for from there.
     *
     * @param path an existing directory
     * @return this
     * @throws UnsupportedOperationException with a libc older than glibc 2.29
     */
    public Spawn directory(Path path) {
        if (SpawnH.ACTIONS_ADDCHDIR == null) {
            throw new UnsupportedOperationException(
                    "this libc has no posix_spawn_file_actions_addchdir_np (glibc 2.29 has)");
        }
        directory = path;
        return this;
    }

    /**
     * What the child reads as standard input; this process's own if not set.
     *
     * @param fd stays open here
     * @return this
     */
    public Spawn standardInput(Fd fd) {
        return descriptor(0, fd);
    }

    /**
     * Where the child's standard output goes; to this process's own if not set.
     *
     * @param fd stays open here
     * @return this
     */
    public Spawn standardOutput(Fd fd) {
        return descriptor(1, fd);
    }

    /**
     * Where the child's standard error goes; to this process's own if not set.
     *
     * @param fd stays open here
     * @return this
     */
    public Spawn standardError(Fd fd) {
        return descriptor(2, fd);
    }

    /**
     * Hands a descriptor over. It shares its open file with ours, so a non-blocking pipe is non-blocking in the child
     * too. Any mix is right, also when the numbers here and there cross over.
     *
     * @param number its number in the child, 0 to {@value #MAX_NUMBER}
     * @param fd stays open here; must still be open at {@link #start}
     * @return this
     */
    public Spawn descriptor(int number, Fd fd) {
        descriptors.put(checkNumber(number), fd);
        return this;
    }

    /**
     * Gives the child {@code /dev/null} under a number.
     *
     * @param number its number in the child, 0 to {@value #MAX_NUMBER}
     * @return this
     */
    public Spawn devNull(int number) {
        descriptors.put(checkNumber(number), null);
        return this;
    }

    private static int checkNumber(int number) {
        if (number < 0 || number > MAX_NUMBER) {
            throw new IllegalArgumentException(
                    "a child's descriptors are numbered 0 to " + MAX_NUMBER + ", not " + number);
        }
        return number;
    }

    /**
     * Puts the child into a process group of its own: Ctrl-C at our terminal does not reach it.
     *
     * @return this
     */
    public Spawn ownGroup() {
        flags = (flags & ~SpawnH.POSIX_SPAWN_SETSID) | SpawnH.POSIX_SPAWN_SETPGROUP;
        return this;
    }

    /**
     * Puts the child into a session of its own, without our terminal.
     *
     * @return this
     */
    public Spawn ownSession() {
        flags = (flags & ~SpawnH.POSIX_SPAWN_SETPGROUP) | SpawnH.POSIX_SPAWN_SETSID;
        return this;
    }

    /** For tests: as with a libc that has no {@code posix_spawn_file_actions_addclosefrom_np}. */
    Spawn withoutCloseFrom() {
        hasCloseFrom = false;
        return this;
    }

    /**
     * Starts the child.
     *
     * @return the running child
     * @throws LinuxException ENOENT or EACCES for the program or the directory, ENOEXEC, E2BIG, EAGAIN beyond
     *     {@code RLIMIT_NPROC}, EMFILE
     * @throws IllegalStateException if a descriptor to hand over is closed
     */
    public Child start() {
        NativeMemory arguments =
                CStrings.vector(command.stream().map(CStrings::raw).toList());
        NativeMemory environment = CStrings.vector(environmentStrings());
        NativeMemory attributes = attributes();
        int pid;
        try (SpawnActions actions = new SpawnActions()) {
            if (directory != null) {
                actions.changeDirectory(directory);
            }
            actions.handOver(withStandardOnes(), hasCloseFrom);
            pid = spawn(actions, attributes.address(), arguments.address(), environment.address());
        } finally {
            Kernel.current().call(SpawnH.ATTR_DESTROY, attributes.address());
            Reference.reachabilityFence(arguments);
            Reference.reachabilityFence(environment);
        }
        return new Child(pid, openPidFd(pid));
    }

    /**
     * A JVM that was started with a standard descriptor closed has opened a file of its own under that number; and what
     * a child opened there itself would be taken for its standard input or output.
     */
    private Map<Integer, @Nullable Fd> withStandardOnes() {
        Map<Integer, @Nullable Fd> all = new TreeMap<>(descriptors);
        for (int number = 0; number <= LAST_STANDARD; number++) {
            if (!all.containsKey(number) && InputType.isMissing(number)) {
                all.put(number, null);
            }
        }
        return all;
    }

    private int spawn(SpawnActions actions, long attributes, long arguments, long environment) {
        Kernel kernel = Kernel.current();
        NativeMemory program = NativeMemory.cString(command.getFirst());
        long error = kernel.call(
                SpawnH.SPAWNP,
                kernel.scratch(),
                program.address(),
                actions.address(),
                attributes,
                arguments,
                environment);
        Reference.reachabilityFence(program);
        if (error != 0) {
            throw LinuxException.of(-error, "posix_spawnp(" + command.getFirst() + ")", adviceFor(error));
        }
        return NativeMemory.getInt(kernel.scratch());
    }

    private String adviceFor(long error) {
        if (directory != null && !Files.isDirectory(directory)) {
            return "the working directory " + directory + " is not there";
        }
        boolean alongPath = command.getFirst().indexOf('/') < 0;
        return switch ((int) error) {
            case ErrnoH.EACCES ->
                alongPath ? "not executable, or a directory of PATH is closed to this user" : "not executable";
            case ErrnoH.ENOEXEC -> "a script needs a first line such as #!/bin/sh";
            case ErrnoH.EAGAIN -> "RLIMIT_NPROC or the cgroup's pids.max is reached";
            default -> "";
        };
    }

    /** An empty mask and default dispositions: ours would leave the child deaf to TERM, as exec keeps both. */
    private NativeMemory attributes() {
        Kernel kernel = Kernel.current();
        NativeMemory attributes = NativeMemory.allocate(SpawnH.ATTR_SIZE);
        SpawnActions.check(kernel.call(SpawnH.ATTR_INIT, attributes.address()), "posix_spawnattr_init()");
        NativeMemory set = NativeMemory.allocate(SignalH.SIGSET_SIZE);
        kernel.call(SpawnH.ATTR_SETSIGMASK, attributes.address(), set.address());
        NativeMemory.putLong(set.address(), -1L);
        kernel.call(SpawnH.ATTR_SETSIGDEFAULT, attributes.address(), set.address());
        kernel.call(SpawnH.ATTR_SETPGROUP, attributes.address(), 0);
        kernel.call(SpawnH.ATTR_SETFLAGS, attributes.address(), flags);
        Reference.reachabilityFence(set);
        return attributes;
    }

    private List<String> environmentStrings() {
        Map<String, String> variables = new LinkedHashMap<>();
        if (inheritsEnvironment) {
            for (String variable : CStrings.read(ENVIRONMENT)) {
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    variables.put(variable.substring(0, equals), variable.substring(equals + 1));
                }
            }
        }
        changes.forEach((name, value) -> {
            if (value == null) {
                variables.remove(CStrings.raw(name));
            } else {
                variables.put(CStrings.raw(name), CStrings.raw(value));
            }
        });
        List<String> strings = new ArrayList<>();
        variables.forEach((name, value) -> strings.add(name + "=" + value));
        return strings;
    }

    /** Opened before anybody can reap the child, so the number is still its own. */
    private static PidFd openPidFd(int pid) {
        try {
            return PidFd.open(pid);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ESRCH) {
                throw LinuxException.of(-ErrnoH.ESRCH, e.call(), "children vanish unseen where CHLD is ignored");
            }
            abandon(pid);
            throw e;
        }
    }

    /** No descriptor was left for it: a child that the caller does not hear of must not live on. */
    private static void abandon(int pid) {
        Kernel kernel = Kernel.current();
        kernel.call(SignalH.KILL, pid, Signal.KILL.number());
        kernel.retry(WaitH.WAITID, WaitH.P_PID, pid, kernel.scratch(), WaitH.WEXITED);
    }
}

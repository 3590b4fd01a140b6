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
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How to start a child process, {@code posix_spawn(3)}. Unlike {@link ProcessBuilder} it hands over any descriptor under a
 * chosen number, and its children have a pidfd and nobody else's reaper.
 *
 * <p>A child begins with an empty signal mask, default dispositions and descriptors 0 to 2 of this process; those of them
 * that this process was started without are {@code /dev/null}. Every other descriptor that was not handed over is closed,
 * whether close-on-exec or not.
 *
 * {@snippet :
 * try (Child child = Spawn.command("sort", "-u").pipeInput().pipeOutput().start()) {
 *     // write to child.input() and close it, read child.output(); wait for Epoll.IN on child.pidFd()
 *     ExitStatus status = child.pidFd().reap();
 * }
 * }
 *
 * <p>User, resource limits, umask, niceness and the parent-death signal are none of {@code posix_spawn}'s: for these the
 * child is started as a chain of {@code nice(1)}, {@code sh(1)}, {@code prlimit(1)} and {@code setpriv(1)} (of util-linux),
 * each of which becomes the next by exec, so that the pid stays. They are looked for along {@code PATH} before anything is
 * started. What the kernel refuses one of them is a line on the child's standard error and an exit code of 1, 126 or 127;
 * and the program gets its whole path as its own name.
 *
 * <p>Immutable: each method answers a description of its own, and each can start any number of children, from any thread.
 */
public final class Spawn {
    /** The greatest number a descriptor can have in the child. */
    public static final int MAX_NUMBER = 1023;

    private static final int WORST_NICENESS = 19;
    private static final int PERMISSIONS = 0777;

    /** What a child belongs to. */
    private enum Membership {
        OURS(0),
        OWN_GROUP(SpawnH.POSIX_SPAWN_SETPGROUP),
        OWN_SESSION(SpawnH.POSIX_SPAWN_SETSID);

        private final int flag;

        Membership(int flag) {
            this.flag = flag;
        }
    }

    private final List<String> command;
    private final SpawnEnvironment environment;
    private final SortedMap<Integer, ChildDescriptor> descriptors;
    private final @Nullable Path directory;
    private final Membership membership;
    private final SpawnChain chain;
    private final boolean hasCloseFrom;

    private Spawn(
            List<String> command,
            SpawnEnvironment environment,
            SortedMap<Integer, ChildDescriptor> descriptors,
            @Nullable Path directory,
            Membership membership,
            SpawnChain chain,
            boolean hasCloseFrom) {
        this.command = command;
        this.environment = environment;
        this.descriptors = descriptors;
        this.directory = directory;
        this.membership = membership;
        this.chain = chain;
        this.hasCloseFrom = hasCloseFrom;
    }

    /**
     * A program and its arguments.
     *
     * @param command the program, looked for along this process's {@code PATH} unless it contains a slash, then its
     *     arguments
     * @return how to start it
     */
    public static Spawn command(String... command) {
        return command(List.of(command));
    }

    /**
     * A program and its arguments.
     *
     * @param command the program, looked for along this process's {@code PATH} unless it contains a slash, then its
     *     arguments
     * @return how to start it
     */
    public static Spawn command(List<String> command) {
        if (command.isEmpty() || command.getFirst().isEmpty()) {
            throw new IllegalArgumentException("a command begins with the name of a program");
        }
        command.forEach(argument -> CStrings.checkNoZero(argument, "an argument"));
        return new Spawn(
                List.copyOf(command),
                SpawnEnvironment.INHERITED,
                Collections.emptySortedMap(),
                null,
                Membership.OURS,
                SpawnChain.NONE,
                SpawnH.ACTIONS_ADDCLOSEFROM != null);
    }

    /**
     * Sets a variable in the child's environment.
     *
     * @param name not empty, without {@code =}
     * @param value its value
     * @return with that
     */
    public Spawn environment(String name, String value) {
        return with(environment.with(name, value));
    }

    /**
     * Leaves a variable out of the child's environment.
     *
     * @param name not empty, without {@code =}
     * @return with that
     */
    public Spawn withoutEnvironment(String name) {
        return with(environment.with(name, null));
    }

    /**
     * Leaves out all variables of this process that are not set here.
     *
     * @return with that
     */
    public Spawn emptyEnvironment() {
        return with(environment.withoutInherited());
    }

    private Spawn with(SpawnEnvironment other) {
        return new Spawn(command, other, descriptors, directory, membership, chain, hasCloseFrom);
    }

    /**
     * The child's working directory. A program named by a relative path is looked for from there.
     *
     * @param path an existing directory
     * @return with that
     * @throws UnsupportedOperationException with a libc older than glibc 2.29
     */
    public Spawn directory(Path path) {
        if (SpawnH.ACTIONS_ADDCHDIR == null) {
            throw new UnsupportedOperationException(
                    "this libc has no posix_spawn_file_actions_addchdir_np (glibc 2.29 has)");
        }
        return new Spawn(command, environment, descriptors, path, membership, chain, hasCloseFrom);
    }

    /**
     * What the child reads as standard input; this process's own if not set.
     *
     * @param fd stays open here; blocking, as programs expect it
     * @return with that
     */
    public Spawn standardInput(Fd fd) {
        return descriptor(0, fd);
    }

    /**
     * A file that the child reads as standard input.
     *
     * @param file opened at each start
     * @return with that
     */
    public Spawn standardInput(Path file) {
        return with(0, new ChildDescriptor.Input(file));
    }

    /**
     * Where the child's standard output goes; to this process's own if not set.
     *
     * @param fd stays open here; blocking, as programs expect it
     * @return with that
     */
    public Spawn standardOutput(Fd fd) {
        return descriptor(1, fd);
    }

    /**
     * Sends the child's standard output to a file.
     *
     * @param file opened at each start
     * @return with that
     */
    public Spawn standardOutput(OutputFile file) {
        return with(1, new ChildDescriptor.Output(file));
    }

    /**
     * Where the child's standard error goes; to this process's own if not set.
     *
     * @param fd stays open here; blocking, as programs expect it
     * @return with that
     */
    public Spawn standardError(Fd fd) {
        return descriptor(2, fd);
    }

    /**
     * Sends the child's standard error to a file.
     *
     * @param file opened at each start
     * @return with that
     */
    public Spawn standardError(OutputFile file) {
        return with(2, new ChildDescriptor.Output(file));
    }

    /**
     * Sends the child's standard error to where its standard output goes, {@code 2>&1}.
     *
     * @return with that
     */
    public Spawn errorToOutput() {
        return with(2, new ChildDescriptor.Same(1));
    }

    /**
     * Makes a pipe at each start that the child reads as standard input: {@link Child#input}.
     *
     * @return with that
     */
    public Spawn pipeInput() {
        return pipeTo(0);
    }

    /**
     * Makes a pipe at each start that gets the child's standard output: {@link Child#output}.
     *
     * @return with that
     */
    public Spawn pipeOutput() {
        return pipeFrom(1);
    }

    /**
     * Makes a pipe at each start that gets the child's standard error: {@link Child#error}.
     *
     * @return with that
     */
    public Spawn pipeError() {
        return pipeFrom(2);
    }

    /**
     * Makes a pipe at each start that the child writes to and we read: {@link Child#pipe}. The child's end blocks, so a slow
     * reader slows the child down and loses nothing; ours does not.
     *
     * @param number its number in the child, 0 to {@value #MAX_NUMBER}
     * @return with that
     */
    public Spawn pipeFrom(int number) {
        return with(number, new ChildDescriptor.PipeFrom());
    }

    /**
     * Makes a pipe at each start that the child reads and we write to: {@link Child#pipe}. The child's end blocks, ours does
     * not.
     *
     * @param number its number in the child, 0 to {@value #MAX_NUMBER}
     * @return with that
     */
    public Spawn pipeTo(int number) {
        return with(number, new ChildDescriptor.PipeTo());
    }

    /**
     * Hands a descriptor over. It shares its open file with ours, so a non-blocking pipe is non-blocking in the child
     * too; as a standard stream, where programs do not expect that, it is refused at the start. Any mix is right, also when
     * the numbers here and there cross over.
     *
     * @param number its number in the child, 0 to {@value #MAX_NUMBER}
     * @param fd stays open here; must still be open at {@link #start}
     * @return with that
     */
    public Spawn descriptor(int number, Fd fd) {
        return with(number, new ChildDescriptor.Handed(fd));
    }

    /**
     * Gives the child {@code /dev/null} under a number.
     *
     * @param number its number in the child, 0 to {@value #MAX_NUMBER}
     * @return with that
     */
    public Spawn devNull(int number) {
        return with(number, new ChildDescriptor.Null());
    }

    private Spawn with(int number, ChildDescriptor descriptor) {
        if (number < 0 || number > MAX_NUMBER) {
            throw new IllegalArgumentException(
                    "a child's descriptors are numbered 0 to " + MAX_NUMBER + ", not " + number);
        }
        SortedMap<Integer, ChildDescriptor> all = new TreeMap<>(descriptors);
        all.put(number, descriptor);
        return new Spawn(command, environment, all, directory, membership, chain, hasCloseFrom);
    }

    /**
     * Puts the child into a process group of its own: Ctrl-C at our terminal does not reach it, and
     * {@link Child#signalGroup} reaches what it starts as well.
     *
     * @return with that
     */
    public Spawn ownGroup() {
        return with(Membership.OWN_GROUP);
    }

    /**
     * Puts the child into a session of its own, without our terminal, and so into a group of its own.
     *
     * @return with that
     */
    public Spawn ownSession() {
        return with(Membership.OWN_SESSION);
    }

    private Spawn with(Membership other) {
        return new Spawn(command, environment, descriptors, directory, other, chain, hasCloseFrom);
    }

    /**
     * Runs the child as another user, without supplementary groups. Needs {@code CAP_SETUID} and {@code CAP_SETGID}, and
     * setpriv(1).
     *
     * @param user a name or a number
     * @param group a name or a number
     * @return with that
     */
    public Spawn user(String user, String group) {
        return with(chain.withUser(checkName(user), checkName(group), "--clear-groups"));
    }

    /**
     * Runs the child as another user, with supplementary groups.
     *
     * @param user a name or a number
     * @param group a name or a number
     * @param groups names or numbers
     * @return with that
     */
    public Spawn user(String user, String group, List<String> groups) {
        if (groups.isEmpty()) {
            return user(user, group);
        }
        groups.forEach(Spawn::checkName);
        return with(chain.withUser(checkName(user), checkName(group), "--groups=" + String.join(",", groups)));
    }

    /** setpriv(1) would take a sign in front as adding to, or an option. */
    private static String checkName(String name) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.@$-]*")) {
            throw new IllegalArgumentException(
                    "a user or a group is a name or a number, not \"" + name.replace('\0', '?') + "\"");
        }
        return name;
    }

    /**
     * The child's umask; ours if not set. Needs sh(1).
     *
     * @param umask 0 to 0777
     * @return with that
     */
    public Spawn umask(int umask) {
        if ((umask & ~PERMISSIONS) != 0) {
            throw new IllegalArgumentException("a umask is 0 to 0777, not 0" + Integer.toOctalString(umask));
        }
        return with(chain.withUmask(umask));
    }

    /**
     * One of the child's resource limits; ours if not set. Needs prlimit(1).
     *
     * @param resource of what
     * @param values the limits
     * @return with that
     */
    public Spawn limit(ResourceLimit resource, ResourceLimit.Values values) {
        return with(chain.withLimit(resource, values));
    }

    /**
     * Adds to the child's niceness, which is ours if not set. Needs nice(1); less than ours needs {@code CAP_SYS_NICE}.
     *
     * @param niceness -39 to 39; the sum is kept within -20 (first to run) to 19
     * @return with that
     */
    public Spawn nice(int niceness) {
        int most = WORST_NICENESS + 20;
        if (Math.abs(niceness) > most) {
            throw new IllegalArgumentException("what is added to a niceness is -39 to 39, not " + niceness);
        }
        return with(chain.withNiceness(niceness));
    }

    /**
     * A signal the child gets when this process ends in whatever way, also by KILL. It is lost when the child runs a
     * set-user-id program or changes its user itself. Needs setpriv(1) and sh(1).
     *
     * <p>The kernel sends it when the <em>thread</em> ends that made the child; so these children are all made by one thread,
     * {@code carillon-parent}, which never ends before the process does.
     *
     * @param signal for example {@link Signal#KILL}
     * @return with that
     */
    public Spawn deathSignal(Signal signal) {
        return with(chain.withDeathSignal(signal));
    }

    private Spawn with(SpawnChain other) {
        return new Spawn(command, environment, descriptors, directory, membership, other, hasCloseFrom);
    }

    /** For tests: as with a libc that has no {@code posix_spawn_file_actions_addclosefrom_np}. */
    Spawn withoutCloseFrom() {
        return new Spawn(command, environment, descriptors, directory, membership, chain, false);
    }

    /**
     * The program and its arguments.
     *
     * @return as given
     */
    public List<String> words() {
        return command;
    }

    /**
     * Whether {@link Child#pipe} will have our end of a pipe for a number.
     *
     * @param number the descriptor's number in the child
     * @return true after {@link #pipeFrom}, {@link #pipeTo} and their like
     */
    public boolean hasPipe(int number) {
        ChildDescriptor descriptor = descriptors.get(number);
        return descriptor instanceof ChildDescriptor.PipeFrom || descriptor instanceof ChildDescriptor.PipeTo;
    }

    /**
     * Starts a child.
     *
     * @return the running child
     * @throws LinuxException ENOENT or EACCES for the program, the directory or a file, ENOEXEC, E2BIG, EAGAIN beyond
     *     {@code RLIMIT_NPROC}, EMFILE
     * @throws IllegalStateException if a descriptor to hand over is closed
     * @throws IllegalArgumentException if a descriptor for a standard stream is non-blocking
     * @throws UnsupportedOperationException if a program is missing that user, limits, umask, niceness or death signal need
     */
    public Child start() {
        List<String> words = chain.around(command);
        ChildDescriptors opened = ChildDescriptors.open(command.getFirst(), descriptors);
        try (opened) {
            int pid = chain.hasDeathSignal() ? ParentThread.call(() -> spawn(words, opened)) : spawn(words, opened);
            return new Child(pid, openPidFd(pid), membership != Membership.OURS, opened.ours());
        } catch (RuntimeException e) {
            opened.abandon();
            throw e;
        }
    }

    private int spawn(List<String> words, ChildDescriptors opened) {
        NativeMemory arguments =
                CStrings.vector(words.stream().map(CStrings::raw).toList());
        NativeMemory variables = CStrings.vector(environment.strings());
        NativeMemory attributes = attributes();
        try (SpawnActions actions = new SpawnActions()) {
            if (directory != null) {
                actions.changeDirectory(directory);
            }
            actions.handOver(opened.inChild(), hasCloseFrom);
            return spawn(words.getFirst(), actions, attributes.address(), arguments.address(), variables.address());
        } finally {
            Kernel.invoke(SpawnH.ATTR_DESTROY, attributes.address());
            Reference.reachabilityFence(arguments);
            Reference.reachabilityFence(variables);
        }
    }

    private int spawn(String program, SpawnActions actions, long attributes, long arguments, long variables) {
        NativeMemory name = NativeMemory.cString(program);
        long error;
        int pid;
        Child.starting();
        try (Kernel kernel = Kernel.lease()) {
            long answer = kernel.scratch();
            error = kernel.call(
                    SpawnH.SPAWNP, answer, name.address(), actions.address(), attributes, arguments, variables);
            pid = NativeMemory.getInt(answer);
            if (error == 0) {
                Child.claim(pid);
            }
        } finally {
            Child.started();
        }
        Reference.reachabilityFence(name);
        if (error != 0) {
            throw LinuxException.of(-error, "posix_spawnp(" + program + ")", adviceFor(error));
        }
        return pid;
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
        NativeMemory attributes = NativeMemory.allocate(SpawnH.ATTR_SIZE);
        SpawnActions.check(Kernel.invoke(SpawnH.ATTR_INIT, attributes.address()), "posix_spawnattr_init()");
        NativeMemory set = NativeMemory.allocate(SignalH.SIGSET_SIZE);
        Kernel.invoke(SpawnH.ATTR_SETSIGMASK, attributes.address(), set.address());
        NativeMemory.putLong(set.address(), -1L);
        Kernel.invoke(SpawnH.ATTR_SETSIGDEFAULT, attributes.address(), set.address());
        Kernel.invoke(SpawnH.ATTR_SETPGROUP, attributes.address(), 0);
        int flags = SpawnH.POSIX_SPAWN_SETSIGMASK | SpawnH.POSIX_SPAWN_SETSIGDEF | membership.flag;
        Kernel.invoke(SpawnH.ATTR_SETFLAGS, attributes.address(), flags);
        Reference.reachabilityFence(set);
        return attributes;
    }

    /** Opened before anybody can reap the child, so the number is still its own. */
    private static PidFd openPidFd(int pid) {
        try {
            return PidFd.open(pid);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ESRCH) {
                Child.disclaim(pid);
                throw LinuxException.of(-ErrnoH.ESRCH, e.call(), "children vanish unseen where CHLD is ignored");
            }
            abandon(pid);
            throw e;
        }
    }

    /** No descriptor was left for it: a child that the caller does not hear of must not live on. */
    private static void abandon(int pid) {
        Kernel.invoke(SignalH.KILL, pid, Signal.KILL.number());
        try (Kernel kernel = Kernel.lease()) {
            kernel.retry(WaitH.WAITID, WaitH.P_PID, pid, kernel.scratch(), WaitH.WEXITED);
        }
        Child.disclaim(pid);
    }

    /** The command, as a shell would have it without quotes. */
    @Override
    public String toString() {
        return String.join(" ", command);
    }
}

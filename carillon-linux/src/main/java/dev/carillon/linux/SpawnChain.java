package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code posix_spawn(3)} cannot do to a child: other programs do it, each of which becomes the next by exec, so that the
 * process, and with it the pid, stays the same. Immutable.
 *
 * <p>The order: what takes privileges comes before they are given up, and the parent-death signal after that, because the
 * kernel forgets it when a process changes its user.
 *
 * @param user name or number; null for ours
 * @param group name or number; null for ours
 * @param groups supplementary groups as {@code setpriv(1)} takes them; null for ours
 * @param umask -1 for ours
 * @param limits by resource
 * @param niceness what is added to ours
 * @param deathSignal sent to the child when this process ends
 */
record SpawnChain(
        @Nullable String user,
        @Nullable String group,
        @Nullable String groups,
        int umask,
        Map<ResourceLimit, ResourceLimit.Values> limits,
        int niceness,
        @Nullable Signal deathSignal) {
    static final SpawnChain NONE = new SpawnChain(null, null, null, -1, Map.of(), 0, null);

    /** nice(1) goes on with the program where it is refused, after a line on standard error. */
    private static final String NICER = "n=$1 then=$2 nice=$3 sh=$4; shift 4; "
            + "exec \"$nice\" -n \"$n\" \"$sh\" -c \"$then\" \"$(\"$nice\")\" \"$nice\" \"$@\"";

    private static final String CHECK_NICER = "[ \"$(\"$1\")\" -lt \"$0\" ] || [ \"$0\" -le -20 ] "
            + "|| { echo \"nice: stays $0, a lower one needs CAP_SYS_NICE\" >&2; exit 126; }; shift; exec \"$@\"";

    /** Between fork and prctl(2) the parent may have ended, and no signal comes then. */
    private static final String CHECK_PARENT = "[ \"$PPID\" = \"$0\" ] && exec \"$@\"; kill -KILL $$";

    SpawnChain {
        limits = Map.copyOf(limits);
    }

    SpawnChain withUser(String newUser, String newGroup, String newGroups) {
        return new SpawnChain(newUser, newGroup, newGroups, umask, limits, niceness, deathSignal);
    }

    SpawnChain withUmask(int newUmask) {
        return new SpawnChain(user, group, groups, newUmask, limits, niceness, deathSignal);
    }

    SpawnChain withLimit(ResourceLimit resource, ResourceLimit.Values values) {
        Map<ResourceLimit, ResourceLimit.Values> all = new EnumMap<>(ResourceLimit.class);
        all.putAll(limits);
        all.put(resource, values);
        return new SpawnChain(user, group, groups, umask, all, niceness, deathSignal);
    }

    SpawnChain withNiceness(int newNiceness) {
        return new SpawnChain(user, group, groups, umask, limits, newNiceness, deathSignal);
    }

    SpawnChain withDeathSignal(Signal newSignal) {
        return new SpawnChain(user, group, groups, umask, limits, niceness, newSignal);
    }

    boolean hasDeathSignal() {
        return deathSignal != null;
    }

    /** The whole command: the tools, then the program by its path. */
    List<String> around(List<String> command) {
        List<String> words = new ArrayList<>();
        addNice(words, command);
        if (umask >= 0) {
            String umaskIs = "umask 0" + Integer.toOctalString(umask) + " && exec \"$@\"";
            words.addAll(List.of(tool("sh", "a umask", command), "-c", umaskIs, "sh"));
        }
        if (!limits.isEmpty()) {
            words.add(tool("prlimit", "a resource limit", command));
            limits.forEach((resource, values) -> words.add(option(resource, values)));
        }
        addSetpriv(words, command);
        if (words.isEmpty()) {
            return command;
        }
        words.add(programOf(command));
        words.addAll(command.subList(1, command.size()));
        return words;
    }

    private void addNice(List<String> words, List<String> command) {
        if (niceness == 0) {
            return;
        }
        String nice = tool("nice", "a niceness", command);
        String amount = Integer.toString(niceness);
        if (niceness > 0) { // which is never refused
            words.addAll(List.of(nice, "-n", amount));
            return;
        }
        String sh = tool("sh", "a lower niceness", command);
        words.addAll(List.of(sh, "-c", NICER, "sh", amount, CHECK_NICER, nice, sh));
    }

    private void addSetpriv(List<String> words, List<String> command) {
        if (user == null && deathSignal == null) {
            return;
        }
        words.add(tool("setpriv", user == null ? "a death signal" : "a user", command));
        if (user != null && group != null && groups != null) {
            words.addAll(List.of("--reuid", user, "--regid", group, groups));
        }
        if (deathSignal != null) {
            String pid = Long.toString(ProcessHandle.current().pid());
            words.addAll(List.of("--pdeathsig", deathSignal.name()));
            words.addAll(List.of(tool("sh", "a death signal", command), "-c", CHECK_PARENT, pid));
        }
    }

    private static String option(ResourceLimit resource, ResourceLimit.Values values) {
        return "--" + resource.name().toLowerCase(Locale.ROOT) + "=" + ResourceLimit.text(values.soft()) + ":"
                + ResourceLimit.text(values.hard());
    }

    /** By its path: the child's own PATH may be another, or none. */
    private static String tool(String name, String what, List<String> command) {
        return ProgramPath.find(name)
                .orElseThrow(() -> new UnsupportedOperationException(what + " for " + command.getFirst() + " needs "
                        + name + "(1), which is not along PATH: " + System.getenv("PATH")))
                .toString();
    }

    /** A missing program is to be told as without the chain, whose last tool would only exit with code 127. */
    private static String programOf(List<String> command) {
        String program = command.getFirst();
        if (program.indexOf('/') >= 0) {
            return program; // seen from the child's directory
        }
        return ProgramPath.find(program)
                .orElseThrow(() -> LinuxException.of(-ErrnoH.ENOENT, "posix_spawnp(" + program + ")"))
                .toString();
    }
}

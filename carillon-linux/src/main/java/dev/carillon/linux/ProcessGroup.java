package dev.carillon.linux;

import java.util.List;

/** Who is in a process group: {@code kill(2)} counts zombies, too. */
final class ProcessGroup {
    private ProcessGroup() {}

    /**
     * Whether all of a group that can be seen are zombies, and some can: they are left to their parent, and no signal makes
     * them go. False where none is seen, or nothing: then some may be alive.
     */
    static boolean isOfZombies(int group) {
        List<ProcStat> members;
        try {
            members = ProcStat.all().stream()
                    .filter(process -> process.group() == group)
                    .toList();
        } catch (LinuxException | IllegalStateException e) {
            return false; // it is only asked to save time
        }
        return !members.isEmpty() && members.stream().allMatch(ProcStat::isZombie);
    }
}

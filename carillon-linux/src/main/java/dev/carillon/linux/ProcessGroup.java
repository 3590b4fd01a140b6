package dev.carillon.linux;

import java.util.List;

/** Who is in a process group: {@code kill(2)} counts zombies, too. */
final class ProcessGroup {
    private final int group;

    /** One that was alive in it at the last look, which a look at all processes is not needed for; 0 for none. */
    private int witness;

    ProcessGroup(int group) {
        this.group = group;
    }

    /**
     * Whether all of it that can be seen are zombies, and some can: they are left to their parent, and no signal makes them
     * go. False where none is seen, or nothing: then some may be alive.
     */
    boolean isOfZombies() {
        try {
            return !witnessLives() && lookAtAll();
        } catch (LinuxException | IllegalStateException e) {
            return false; // it is only asked to save time
        }
    }

    private boolean witnessLives() {
        return witness != 0 && ProcStat.of(witness).filter(this::isAlive).isPresent();
    }

    private boolean lookAtAll() {
        List<ProcStat> members = ProcStat.all().stream()
                .filter(process -> process.group() == group)
                .toList();
        witness = members.stream()
                .filter(process -> !process.isZombie())
                .mapToInt(ProcStat::pid)
                .findFirst()
                .orElse(0);
        return !members.isEmpty() && witness == 0;
    }

    private boolean isAlive(ProcStat process) {
        return process.group() == group && !process.isZombie();
    }
}

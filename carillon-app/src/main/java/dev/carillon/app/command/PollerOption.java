package dev.carillon.app.command;

import dev.carillon.linux.ResourceLimit;
import dev.carillon.linux.Select;
import dev.carillon.loop.Poller;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.Trigger;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code --poller}: what the command's loops wait with. */
public final class PollerOption {
    private static final String NAME = "--poller";

    private PollerOption() {}

    /** Adds the option. */
    public static void describe(CommandSpec spec) {
        Options.value(spec, NAME, "POLLER", "What loops wait with: epoll, poll, select or uring (epoll).");
    }

    /** Which one was asked for; epoll if none was. */
    public static PollerKind of(ParseResult parsed) throws WrongUsage {
        return Options.choice(parsed, NAME, PollerKind.EPOLL);
    }

    /** Refuses what a poller cannot do, with the option that asks for it. */
    public static void check(PollerKind kind, Trigger trigger, String option) throws WrongUsage {
        try (Poller poller = kind.apply(1)) {
            poller.check(trigger);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(option + ": " + e.getMessage(), e);
        }
    }

    /**
     * Lets the process have as many descriptors as it may. With select it has those only that select can watch: one too many
     * is refused then as with any limit, by EMFILE, rather than after it was accepted.
     */
    public static void allowDescriptors(PollerKind kind) {
        if (kind != PollerKind.SELECT) {
            ResourceLimit.NOFILE.raiseToHard();
            return;
        }
        ResourceLimit.Values now = ResourceLimit.NOFILE.get();
        if (Long.compareUnsigned(now.soft(), Select.LIMIT) > 0) {
            ResourceLimit.NOFILE.set(new ResourceLimit.Values(Select.LIMIT, now.hard()));
        }
    }
}

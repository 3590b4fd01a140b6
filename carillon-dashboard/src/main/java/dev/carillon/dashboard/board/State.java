package dev.carillon.dashboard.board;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How what is watched stands, at a time: figures that are copied on its loop, in one go.
 *
 * @param about what it is
 * @param sources in the order in which they are shown
 * @param alarms those that are not clear
 * @param actions what is told, and to whom
 * @param lost how much was to be kept and is not
 * @param fleet what it belongs to; null for nothing
 */
public record State(
        About about,
        List<SourceState> sources,
        List<AlarmState> alarms,
        List<ActionState> actions,
        long lost,
        @Nullable FleetState fleet)
        implements News {
    /** With lists that stay as they are. */
    public State {
        sources = List.copyOf(sources);
        alarms = List.copyOf(alarms);
        actions = List.copyOf(actions);
    }

    /** Without a fleet. */
    public State(
            About about, List<SourceState> sources, List<AlarmState> alarms, List<ActionState> actions, long lost) {
        this(about, sources, alarms, actions, lost, null);
    }

    /**
     * What is watched.
     *
     * @param title what it is called
     * @param host the machine's name
     * @param pid its process
     * @param since when it began
     * @param file its configuration; empty if it has none
     * @param read when that was last read
     * @param failedReloads how often it could not be used
     */
    public record About(
            String title, String host, long pid, Instant since, String file, Instant read, long failedReloads) {}

    /**
     * A source, and what became of what came to it.
     *
     * @param name its name
     * @param kind what it is
     * @param unit of its numbers; empty if they have none
     * @param budget how many events it may make, in words; empty for any number
     * @param limits where its numbers raise an alarm
     * @param received what came
     * @param handled what became an event
     * @param merged what was taken together with another
     * @param dropped what was left out
     * @param waiting what waits to be merged
     * @param blocked how often it was not read for a while
     */
    public record SourceState(
            String name,
            String kind,
            String unit,
            String budget,
            List<Limit> limits,
            long received,
            long handled,
            long merged,
            long dropped,
            long waiting,
            long blocked) {
        /** With a list that stays as it is. */
        public SourceState {
            limits = List.copyOf(limits);
        }
    }

    /**
     * From where on a number raises an alarm, and from where on it clears it again.
     *
     * @param rule the rule's name
     * @param above a greater one raises it
     * @param below a smaller one raises it
     * @param clearBelow it clears when it is smaller than this
     * @param clearAbove it clears when it is greater than this
     */
    public record Limit(
            String rule,
            @Nullable Double above,
            @Nullable Double below,
            @Nullable Double clearBelow,
            @Nullable Double clearAbove) {}

    /**
     * An alarm that is not clear.
     *
     * @param id its id
     * @param rule the rule's name
     * @param key what the rule has it for; empty if it has only one
     * @param source which source the rule looks at
     * @param severity {@code critical}, {@code warning} or {@code info}
     * @param state {@code raised} or {@code flapping}
     * @param since since when
     * @param message what people are told
     * @param acknowledged whether somebody sees to it
     */
    public record AlarmState(
            String id,
            String rule,
            String key,
            String source,
            String severity,
            String state,
            Instant since,
            String message,
            boolean acknowledged) {}

    /**
     * What is told, and to whom.
     *
     * @param name its name
     * @param kind {@code run}, {@code webhook}, …
     * @param circuit whether what it tells arrives: {@code closed}, {@code open}, {@code half-open}
     * @param raised how much it had to tell
     * @param delivered how much of it went well
     * @param digested how much was told together with others
     * @param waiting how much has not been told yet
     * @param givenUp how much is not told at all
     * @param answer what came back last; empty if nothing has
     */
    public record ActionState(
            String name,
            String kind,
            String circuit,
            long raised,
            long delivered,
            long digested,
            long waiting,
            long givenUp,
            String answer) {}

    /**
     * Other machines, and this one, as their server knows them.
     *
     * @param where the server
     * @param asked when it was asked last; the epoch for never yet
     * @param trouble why it could not be asked since; empty if it could
     * @param hosts those first that somebody has to look at
     */
    public record FleetState(String where, Instant asked, String trouble, List<HostState> hosts) {
        /** With a list that stays as it is. */
        public FleetState {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * A machine of a fleet.
     *
     * @param name what it is called there
     * @param presence {@code here}, {@code left}, {@code vanished} or {@code unreadable}
     * @param verdict {@code quiet}, or the severity of its worst alarm
     * @param since since when its monitor runs
     * @param heard when it was heard of last
     * @param count how many alarms it has
     * @param alarms the worst of them, each in a line
     */
    public record HostState(
            String name,
            String presence,
            String verdict,
            Instant since,
            Instant heard,
            int count,
            List<String> alarms) {
        /** With a list that stays as it is. */
        public HostState {
            alarms = List.copyOf(alarms);
        }
    }
}

package dev.carillon.monitor.run;

import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.fleet.Fleet;
import dev.carillon.monitor.fleet.FleetNames;
import dev.carillon.monitor.fleet.FleetSettings;
import dev.carillon.monitor.fleet.Membership;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.rule.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The monitor's place in a fleet, if its file says that it has one. For the loop's thread. */
final class FleetSeat {
    private final EventLoop loop;
    private final EventStream events;
    private final Supplier<List<Standing>> standing;
    private final Instant since = Instant.now();
    private final Consumer<Event> listener = this::accept;
    private Optional<Membership> membership = Optional.empty();

    FleetSeat(EventLoop loop, EventStream events, Supplier<List<Standing>> standing) {
        this.loop = loop;
        this.events = events;
        this.standing = standing;
    }

    /** As a file says, from now on; what is the same goes on. */
    void replace(Optional<FleetSettings> wanted) {
        if (wanted.equals(membership.map(Membership::settings))) {
            return;
        }
        leave();
        membership = wanted.map(settings -> new Membership(
                loop, settings, since, standing, (kind, fields) -> events.publish(Rules.MONITOR, kind, fields)));
        membership.ifPresent(of -> events.add(listener));
    }

    private void accept(Event event) {
        membership.ifPresent(of -> of.accept(event));
    }

    /** A report was made that is no event. */
    void report(Map<String, Object> fields) {
        Event report = new Event(0, EventStream.boot(), Instant.now(), Rules.MONITOR, FleetNames.REPORT, fields);
        membership.ifPresent(of -> of.report(report));
    }

    /** Who is in the fleet, as far as that is known; empty where there is none. */
    Optional<Fleet> fleet() {
        return membership.map(Membership::fleet);
    }

    void leave() {
        events.remove(listener);
        membership.ifPresent(Membership::leave);
    }

    void awaitLeft(Duration patience) {
        membership.ifPresent(of -> of.awaitLeft(patience));
    }
}

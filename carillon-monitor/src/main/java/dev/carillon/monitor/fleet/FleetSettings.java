package dev.carillon.monitor.fleet;

import java.time.Duration;
import java.util.List;

/**
 * What a file says of the fleet that its host belongs to, {@code [fleet]}.
 *
 * @param nats where the fleet is
 * @param host what this host is called there
 * @param tick how often it says that it is there
 * @param ttl after how long without that it counts as gone
 * @param events the sources of which each event is told
 */
public record FleetSettings(NatsSettings nats, String host, Duration tick, Duration ttl, List<String> events) {
    /** With a list that stays as it is. */
    public FleetSettings {
        events = List.copyOf(events);
    }
}

package dev.carillon.dashboard.board;

import dev.carillon.dashboard.board.State.FleetState;
import dev.carillon.dashboard.board.State.HostState;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The machines of a fleet, a row each. */
final class FleetTable {
    /** More than anybody looks through; how many there are is told besides. */
    private static final int MOST = 500;

    private final Rows rows = new Rows("fleet");

    Rows rows() {
        return rows;
    }

    /** As it is now; null for none. */
    void update(@Nullable FleetState fleet, Rows one) {
        if (fleet == null) {
            rows.keep(Set.of());
            one.put("fleet", json -> {});
            return;
        }
        one.put("fleet", json -> {
            json.writeStringProperty("where", fleet.where());
            json.writeNumberProperty("asked", Times.micros(fleet.asked()));
            json.writeStringProperty("trouble", fleet.trouble());
            json.writeNumberProperty("hosts", fleet.hosts().size());
        });
        int place = 0;
        for (HostState host : fleet.hosts().stream().limit(MOST).toList()) {
            int at = place++;
            rows.put(host.name(), json -> write(json, host, at));
        }
        rows.keep(fleet.hosts().stream().limit(MOST).map(HostState::name).collect(Collectors.toSet()));
    }

    private static void write(JsonGenerator json, HostState host, int place) {
        json.writeStringProperty("name", host.name());
        json.writeNumberProperty("place", place);
        json.writeStringProperty("presence", host.presence());
        json.writeStringProperty("verdict", host.verdict());
        json.writeNumberProperty("since", Times.micros(host.since()));
        json.writeNumberProperty("heard", Times.micros(host.heard()));
        json.writeNumberProperty("count", host.count());
        json.writeArrayPropertyStart("alarms");
        host.alarms().forEach(json::writeString);
        json.writeEndArray();
    }
}

package dev.carillon.monitor.action;

import dev.carillon.monitor.Unreached;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Posts alerts. One that nobody tells of again is over for an Alertmanager at its end, so each is told of every minute, and its end
 * is three minutes away each time: it outlives two calls that fail, and not a monitor that is gone.
 */
final class AlertmanagerCourier implements Courier {
    private static final Duration REFRESH = Duration.ofMinutes(1);
    private static final Duration LASTING = Duration.ofMinutes(3);

    private final ActionSettings.Alertmanager settings;
    private final String host;
    private final InstantSource wall;
    private final URI url;
    private final Map<String, Load.Part> raised = new LinkedHashMap<>();

    AlertmanagerCourier(ActionSettings.Alertmanager settings, String host, InstantSource wall) {
        this.settings = settings;
        this.host = host;
        this.wall = wall;
        this.url = URI.create(settings.url().toString().replaceFirst("/+$", "") + "/api/v2/alerts");
    }

    @Override
    public Answer tell(Load load) throws IOException, InterruptedException {
        String body = Bodies.alerts(host, settings.labels(), load, wall.instant(), LASTING);
        Map<String, String> headers = settings.token()
                .map(token -> Map.of("Authorization", "Bearer " + token.text()))
                .orElse(Map.of());
        return Post.send(url, headers, body, settings.timeout());
    }

    @Override
    public String where() {
        return Unreached.where(url);
    }

    @Override
    public Duration timeout() {
        return settings.timeout();
    }

    @Override
    public Duration refresh() {
        return REFRESH;
    }

    @Override
    public List<Load.Part> standing() {
        return List.copyOf(raised.values());
    }

    /** What another before this one has told goes on; what is no more, or no more for this one, is over by itself. */
    @Override
    public void stand(List<Load.Part> parts) {
        Map<String, Load.Part> standing = new LinkedHashMap<>();
        parts.forEach(part -> standing.put(part.notice().transition().alarm(), part));
        raised.keySet().retainAll(standing.keySet());
        standing.forEach(raised::putIfAbsent);
    }

    @Override
    public void taken(Load load) {
        for (Load.Part part : load.parts()) {
            String alarm = part.notice().transition().alarm();
            if (part.notice().transition().isClearing()) {
                raised.remove(alarm);
            } else {
                raised.put(alarm, part);
            }
        }
    }
}

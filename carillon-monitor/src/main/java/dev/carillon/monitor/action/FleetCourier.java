package dev.carillon.monitor.action;

import dev.carillon.monitor.fleet.FleetNames;
import dev.carillon.monitor.fleet.NatsLink;
import java.time.Duration;
import java.util.List;

/**
 * Publishes to the fleet's stream, a message for each alarm: many go at once, and are taken when the server has kept the last. What
 * is told again because that was not heard of has the same id, by which the server knows it.
 */
final class FleetCourier implements Courier {
    /** Beside what the server may take for each answer. */
    private static final int CALLS = 4;

    private final ActionSettings.Fleet settings;
    private final String hostName;
    private final NatsLink link;

    FleetCourier(ActionSettings.Fleet settings, String hostName) {
        this.settings = settings;
        this.hostName = hostName;
        this.link = new NatsLink(settings.nats());
    }

    @Override
    public Answer tell(Load load) throws Exception {
        List<NatsLink.Message> messages =
                load.parts().stream().map(this::message).toList();
        link.publish(messages);
        return Answer.taken("kept by " + where());
    }

    private NatsLink.Message message(Load.Part part) {
        return new NatsLink.Message(
                FleetNames.subject(settings.host(), FleetNames.ALARM), id(part), Bodies.alarm(hostName, part));
    }

    /** With its time: a monitor that keeps nothing counts its alarms from one at each start. */
    private String id(Load.Part part) {
        Notice notice = part.notice();
        return WebhookCourier.header(settings.host() + "/" + notice.id() + "@"
                + notice.transition().time().toEpochMilli());
    }

    @Override
    public String where() {
        return settings.nats().where();
    }

    /** To connect, to make the stream, and to publish. */
    @Override
    public Duration timeout() {
        return settings.nats().timeout().multipliedBy(CALLS);
    }

    @Override
    public void end() {
        link.close();
    }
}

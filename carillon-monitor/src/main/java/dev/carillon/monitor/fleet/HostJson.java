package dev.carillon.monitor.fleet;

import dev.carillon.config.Kind;
import dev.carillon.monitor.json.JsonValues;
import dev.carillon.monitor.json.JsonWriting;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What hosts say, as JSON in a bucket, and the fleet as JSON for programs. */
public final class HostJson {
    /** Of each text: more than our own have. */
    private static final int LONGEST = 400;
    /** Of a host: more than our own name. */
    private static final int MOST_ALARMS = 100;

    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonValues VALUES = new JsonValues(JsonParser::getValueAsLong);
    private static final JsonWriting WRITING = new JsonWriting(JsonGenerator::writeNumber);

    private HostJson() {}

    /** A host as an object in a line. */
    public static String text(Host host) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("host", host.report().host());
        members.put("presence", Kind.word(host.presence()));
        members.put("heard", host.heard().toString());
        members.put("contested", host.isContested());
        fill(members, host.report());
        return WRITING.text(members);
    }

    static String text(Claim claim) {
        Map<String, Object> members = members(claim.report());
        members.put("monitor", claim.monitor());
        claim.rival().ifPresent(rival -> members.put("rival", members(rival)));
        return WRITING.text(members);
    }

    private static Map<String, Object> members(HostReport report) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", report.time().toString());
        members.put("left", report.hasLeft());
        fill(members, report);
        return members;
    }

    private static void fill(Map<String, Object> members, HostReport report) {
        members.put("name", report.name());
        members.put("since", report.since().toString());
        members.put("verdict", report.verdict());
        members.put("count", report.count());
        members.put("alarms", report.alarms().stream().map(HostJson::members).toList());
    }

    private static Map<String, Object> members(HostAlarm alarm) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("alarm", alarm.alarm());
        members.put("rule", alarm.rule());
        members.put("key", alarm.key());
        members.put("severity", alarm.severity());
        members.put("state", alarm.state());
        members.put("since", alarm.since().toString());
        members.put("message", alarm.message());
        members.put("acknowledged", alarm.isAcknowledged());
        return members;
    }

    /** What a host has said; empty if that cannot be understood: anybody may write to the server. */
    static Optional<Claim> parse(String host, String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            return Optional.of(claim(host, VALUES.object(parser)));
        } catch (JacksonException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Claim claim(String host, Map<String, Object> members) {
        Optional<HostReport> rival =
                members.get("rival") instanceof Map<?, ?> other ? Optional.of(report(host, other)) : Optional.empty();
        return new Claim(text(members, "monitor"), report(host, members), rival);
    }

    private static HostReport report(String host, Map<?, ?> members) {
        List<HostAlarm> alarms = new ArrayList<>();
        if (members.get("alarms") instanceof List<?> list) {
            for (Object each : list.stream().limit(MOST_ALARMS).toList()) {
                if (each instanceof Map<?, ?> alarm) {
                    alarms.add(alarm(alarm));
                }
            }
        }
        return new HostReport(
                host,
                text(members, "name"),
                time(members, "since"),
                time(members, "time"),
                text(members, "verdict"),
                members.get("count") instanceof Number count ? count.intValue() : alarms.size(),
                alarms,
                Boolean.TRUE.equals(members.get("left")));
    }

    private static HostAlarm alarm(Map<?, ?> members) {
        return new HostAlarm(
                text(members, "alarm"),
                text(members, "rule"),
                text(members, "key"),
                text(members, "severity"),
                text(members, "state"),
                time(members, "since"),
                text(members, "message"),
                Boolean.TRUE.equals(members.get("acknowledged")));
    }

    private static String text(Map<?, ?> members, String name) {
        Object value = members.get(name);
        String text = value == null ? "" : value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /** One of which others can compute how long ago it was. */
    private static Instant time(Map<?, ?> members, String name) {
        Instant time = Instant.parse(text(members, name));
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
            throw new DateTimeException(name + ": " + time);
        }
        return time;
    }
}

package dev.carillon.monitor.fleet;

import java.util.List;

/** What things are called at the server: one place for those who write and those who read. */
public final class FleetNames {
    /** The stream with what was told. */
    public static final String STREAM = "CARILLON";
    /** The bucket of those who are there: a key goes by itself when its host does not renew it. */
    static final String HERE = "carillon-hosts";
    /** The bucket of all that were there in the last days, with what they said last. */
    static final String KNOWN = "carillon-known";

    /** What changes of alarms are told under. */
    public static final String ALARM = "alarm";
    /** What other events are told under. */
    public static final String EVENT = "event";
    /** What reports are told under. */
    public static final String REPORT = "report";

    /** How a host may be called. */
    static final String HOST_NAME = "[A-Za-z0-9_-]{1,64}";

    private static final int LONGEST = 64;

    private FleetNames() {}

    /** The subject of one kind of message of a host: {@code carillon.web-1.alarm}. */
    public static String subject(String host, String kind) {
        return "carillon." + host + "." + kind;
    }

    /** All of them. */
    static List<String> subjects() {
        return List.of(subject("*", ALARM), subject("*", EVENT), subject("*", REPORT));
    }

    static boolean isHost(String key) {
        return key.matches(HOST_NAME);
    }

    /** How a host is called in a subject, of which dots are no part: {@code web-1_example_org}. */
    public static String of(String hostName) {
        String name = hostName.replaceAll("[^A-Za-z0-9_-]", "_");
        return name.isEmpty() ? "_" : name.substring(0, Math.min(name.length(), LONGEST));
    }
}

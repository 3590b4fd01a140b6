package dev.carillon.monitor.source;

import java.util.Map;

/** Gets what sources have to tell, and makes events of it. */
@FunctionalInterface
public interface EventTaker {
    /**
     * Something has happened.
     *
     * @param source the source's name
     * @param kind what kind of event it is
     * @param fields what else there is to say, as {@link dev.carillon.monitor.Event} has it
     */
    void take(String source, String kind, Map<String, Object> fields);
}

package dev.carillon.monitor.fleet;

import dev.carillon.config.Failure;
import java.util.concurrent.TimeoutException;

/** What went wrong at a NATS server, and what to do about it: jnats has codes for it. */
final class NatsFailure {
    /** Of the server's list: a stream of this name, with other settings; one for the same subjects under another name. */
    private static final String[] THERE = {"[10058]", "[10065]"};

    private static final String NO_JETSTREAM = "[10039]";
    /** Of jnats, where nobody at the server is there to answer. */
    private static final String UNANSWERED = "no response waiting for NATS JetStream";

    private static final String NO_STREAM = "[10059]";
    private static final String OTHERS = "[10071]";
    private static final String NOBODY = "503";

    private NatsFailure() {}

    static boolean isThereAlready(Exception failure) {
        String text = Failure.line(failure);
        for (String code : THERE) {
            if (text.contains(code)) {
                return true;
            }
        }
        return false;
    }

    /** Somebody else has written there in between. */
    static boolean isOthers(Exception failure) {
        return Failure.line(failure).contains(OTHERS);
    }

    static boolean isMissing(Exception failure) {
        return Failure.line(failure).contains(NO_STREAM);
    }

    static String text(Throwable failure, NatsSettings settings) {
        String text = Failure.line(failure);
        String where = settings.where();
        if (failure instanceof TimeoutException) {
            return "no answer from " + where;
        }
        if (text.contains(NO_JETSTREAM) || text.contains(UNANSWERED)) {
            return where + ": JetStream does not answer: is it off? 'nats-server -js' has it";
        }
        if (text.contains(NOBODY)) {
            return where + ": nobody keeps it: there is no stream " + FleetNames.STREAM
                    + ", which create = true makes, or" + " JetStream is off, which 'nats-server -js' has";
        }
        return where + ": " + text;
    }
}

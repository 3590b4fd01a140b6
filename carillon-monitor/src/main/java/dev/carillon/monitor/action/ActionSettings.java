package dev.carillon.monitor.action;

import dev.carillon.config.Secret;
import dev.carillon.linux.Signal;
import dev.carillon.monitor.fleet.NatsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a file says of an action, {@code [action.NAME]}. Equal ones are the same action: what is unchanged goes on. */
public sealed interface ActionSettings {
    /** Its name in the file. */
    String name();

    /** Which changes of an alarm it is for. */
    Set<Occasion> on();

    /** What it is, as in the file. */
    String kind();

    /** A line where the monitor prints. */
    record Log(String name, Set<Occasion> on) implements ActionSettings {
        @Override
        public String kind() {
            return "log";
        }
    }

    /**
     * A program, without a shell.
     *
     * @param command the program and its arguments
     * @param time when it is ended, with its process group
     * @param atOnce how many of it may run at the same time
     * @param queue how many may wait for that; what is too much is skipped
     */
    record Run(String name, Set<Occasion> on, List<String> command, Duration time, int atOnce, int queue)
            implements ActionSettings {
        /** How many wait unless said. */
        public static final int QUEUE = 100;

        @Override
        public String kind() {
            return "run";
        }
    }

    /**
     * A signal to another program.
     *
     * @param pidFile where that program has left its number
     * @param program the name the process must have, so that a stale number hits nobody else
     */
    record Kill(String name, Set<Occasion> on, Signal signal, Path pidFile, Optional<String> program)
            implements ActionSettings {
        @Override
        public String kind() {
            return "signal";
        }
    }

    /**
     * Something that is added to an eventfd.
     *
     * @param descriptor the number it was inherited under
     * @param add how much
     */
    record Counter(String name, Set<Occasion> on, int descriptor, int add) implements ActionSettings {
        @Override
        public String kind() {
            return "counter";
        }
    }

    /** What tells another machine. */
    sealed interface Remote extends ActionSettings {
        /** When it is told. */
        Delivery delivery();

        /** The same under another name: two are for the same target if they are equal so. */
        Remote named(String other);
    }

    /**
     * A POST of JSON.
     *
     * @param secret signs the body
     * @param token is sent along, as who may
     * @param timeout for one call, from the name to the last byte of the answer
     */
    record Webhook(
            String name,
            Set<Occasion> on,
            URI url,
            Optional<Secret> secret,
            Optional<Secret> token,
            Duration timeout,
            Delivery delivery)
            implements Remote {
        @Override
        public String kind() {
            return "webhook";
        }

        @Override
        public Remote named(String other) {
            return new Webhook(other, on, url, secret, token, timeout, delivery);
        }
    }

    /**
     * Alerts of an Alertmanager.
     *
     * @param url that of the server
     * @param labels what alerts have beside alertname, severity, key and instance
     */
    record Alertmanager(
            String name,
            Set<Occasion> on,
            URI url,
            Optional<Secret> token,
            Map<String, String> labels,
            Duration timeout,
            Delivery delivery)
            implements Remote {
        /** With labels that stay as they are. */
        public Alertmanager {
            labels = Map.copyOf(labels);
        }

        @Override
        public String kind() {
            return "alertmanager";
        }

        @Override
        public Remote named(String other) {
            return new Alertmanager(other, on, url, token, labels, timeout, delivery);
        }
    }

    /**
     * Mail.
     *
     * @param tls how what is sent is kept from others
     * @param user who logs in; empty for nobody
     */
    record Mail(
            String name,
            Set<Occasion> on,
            String server,
            int port,
            Tls tls,
            Optional<String> user,
            Optional<Secret> password,
            String from,
            List<String> to,
            Duration timeout,
            Delivery delivery)
            implements Remote {
        /** With a list that stays as it is. */
        public Mail {
            to = List.copyOf(to);
        }

        /** How what is sent is kept from others. */
        public enum Tls {
            /** By STARTTLS, or not at all sent. */
            REQUIRED,
            /** From the first byte on, as at port 465. */
            IMPLICIT,
            /** It is not. */
            NONE
        }

        @Override
        public String kind() {
            return "mail";
        }

        @Override
        public Remote named(String other) {
            return new Mail(other, on, server, port, tls, user, password, from, to, timeout, delivery);
        }
    }

    /**
     * A message in a stream of a NATS server, where the fleet has all that its hosts tell.
     *
     * @param host what this host is called there
     */
    record Fleet(String name, Set<Occasion> on, NatsSettings nats, String host, Delivery delivery) implements Remote {
        /** It has one name in every file, as there is one. */
        public static final String NAME = "fleet";

        @Override
        public String kind() {
            return "fleet";
        }

        @Override
        public Remote named(String other) {
            return new Fleet(other, on, nats, host, delivery);
        }
    }
}

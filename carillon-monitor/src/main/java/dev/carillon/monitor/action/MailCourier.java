package dev.carillon.monitor.action;

import dev.carillon.config.Printed;
import dev.carillon.config.Secret;
import java.time.Duration;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends mail. What an alarm says gets into its headers as a line only: nothing of it can end one and begin another. */
final class MailCourier implements Courier {
    private static final int LONGEST_SUBJECT = 200;

    private final ActionSettings.Mail settings;
    private final String host;
    private @Nullable MailLibrary library;

    MailCourier(ActionSettings.Mail settings, String host) {
        this.settings = settings;
        this.host = host;
    }

    /** One call at a time, so one thread at a time. */
    @Override
    public Answer tell(Load load) throws Exception {
        MailLibrary loaded = library == null ? MailLibrary.installed() : library;
        library = loaded;
        String id = WebhookCourier.header(load.id());
        MailLibrary.Mail mail = new MailLibrary.Mail(
                settings.from(),
                settings.to(),
                subject(load),
                text(load),
                "<" + id.replaceAll("[^A-Za-z0-9.:-]", "_").replace(':', '.') + "@" + Printed.line(host) + ">",
                id);
        loaded.send(
                properties(),
                mail,
                settings.user().orElse(""),
                settings.password().map(Secret::text).orElse(""));
        return Answer.taken("taken by " + settings.server() + ":" + settings.port());
    }

    private String subject(Load load) {
        String subject = "[" + host + "] " + load.summary();
        return subject.length() <= LONGEST_SUBJECT ? subject : subject.substring(0, LONGEST_SUBJECT) + "…";
    }

    private String text(Load load) {
        return load.parts().stream().map(MailCourier::paragraph).collect(Collectors.joining("\n"));
    }

    private static String paragraph(Load.Part part) {
        String replaced = part.replaced() == 0
                ? ""
                : "; since " + part.since() + " it has changed " + part.replaced() + " times more";
        return part.line() + "\n  " + part.notice().transition().time() + ", alarm "
                + Printed.line(part.notice().transition().alarm()) + replaced + "\n";
    }

    private Properties properties() {
        Properties properties = new Properties();
        String millis = Long.toString(settings.timeout().toMillis());
        put(properties, "host", settings.server());
        put(properties, "port", Integer.toString(settings.port()));
        put(properties, "localhost", host);
        put(properties, "connectiontimeout", millis);
        put(properties, "timeout", millis);
        put(properties, "writetimeout", millis);
        put(properties, "auth", Boolean.toString(settings.user().isPresent()));
        put(properties, "ssl.checkserveridentity", "true");
        switch (settings.tls()) {
            case REQUIRED -> {
                put(properties, "starttls.enable", "true");
                put(properties, "starttls.required", "true");
            }
            case IMPLICIT -> put(properties, "ssl.enable", "true");
            case NONE -> put(properties, "starttls.enable", "false");
        }
        return properties;
    }

    private static void put(Properties properties, String name, String value) {
        properties.setProperty("mail.smtp." + name, value);
    }

    @Override
    public String where() {
        return settings.server() + ":" + settings.port();
    }

    @Override
    public Duration timeout() {
        return settings.timeout();
    }
}

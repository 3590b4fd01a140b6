package dev.carillon.monitor.action;

import dev.carillon.config.Address;
import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Secret;
import dev.carillon.config.Section;
import dev.carillon.monitor.action.ActionSettings.Mail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what sends mail of {@code [action.NAME]}. */
final class MailReader {
    /** Of what RFC 5322 allows, what people have: no spaces, brackets, commas or line ends, which would be somebody else's. */
    private static final String ADDRESS = "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+";

    private static final Kind<String> MAIL_ADDRESS = Kind.text("an address: \"ops@example.org\"", ADDRESS, text -> {
        if (!text.matches(ADDRESS)) {
            throw new IllegalArgumentException("");
        }
        return text;
    });
    private static final Key<String> SERVER = new Key<>("server", Kind.text(), "The name or address of the server.");
    private static final Key<Integer> PORT = new Key<>(
            "port", Kind.number(1, Address.GREATEST_PORT), "Its port; 587 unless said, with implicit TLS 465.");
    private static final Key<Mail.Tls> TLS = new Key<>(
            "tls",
            Kind.choice(Mail.Tls.class),
            "\"required\" by STARTTLS, unless said; \"implicit\" from the first byte on; \"none\" for a server that is"
                    + " this machine.");
    private static final Key<String> USER = new Key<>("user", Kind.text(), "Who logs in.");
    private static final Key<Secret> PASSWORD = new Key<>("password", Kind.secret(), "The password of who logs in.");
    private static final Key<String> FROM = new Key<>("from", MAIL_ADDRESS, "Whom it is from.");
    private static final Key<String> TO = new Key<>("to", MAIL_ADDRESS, "Whom it goes to.");
    private static final Key<Duration> TIMEOUT =
            new Key<>("timeout", Kind.positiveSpan(), "How long it may take to hand it over; \"30 s\" unless said.");
    private static final int USUAL_PORT = 587;
    private static final int IMPLICIT_PORT = 465;

    private MailReader() {}

    static ActionSettings mail(String name, Set<Occasion> on, Section section, Delivery delivery) {
        Mail.Tls tls = section.get(TLS, Mail.Tls.REQUIRED);
        Optional<String> user = section.find(USER);
        Optional<Secret> password = section.find(PASSWORD);
        List<String> to = section.requireList(TO);
        if (user.isPresent() != section.has(PASSWORD.name())) {
            section.wrong(user.isPresent() ? USER.name() : PASSWORD.name(), "allowed: user and password, or neither");
        }
        if (section.has(TO.name()) && to.isEmpty() && !section.hasWrong(TO.name())) {
            section.wrong(TO.name(), "allowed: one address or more");
        }
        return new Mail(
                name,
                on,
                section.require(SERVER, "localhost"),
                section.find(PORT).orElse(tls == Mail.Tls.IMPLICIT ? IMPLICIT_PORT : USUAL_PORT),
                tls,
                user,
                password,
                section.require(FROM, "nobody@localhost"),
                to,
                section.get(TIMEOUT, Duration.ofSeconds(30)),
                delivery);
    }
}

package dev.carillon.monitor.action;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Rate;
import dev.carillon.config.Secret;
import dev.carillon.config.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what tells other machines of {@code [action.NAME]}. */
final class RemoteReader {
    private static final int MOST_WAITING = 1_000_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final URI NOWHERE = URI.create("http://localhost");

    private static final Key<URI> URL = new Key<>(
            "url", Kind.text("an address: \"https://host/path\"", "https?://.+", RemoteReader::url), "Where it is.");
    private static final Key<Secret> SECRET = new Key<>(
            "secret",
            Kind.secret(),
            "Signs the body: X-Carillon-Signature is \"sha256=\" and the HMAC-SHA256 of it in hexadecimal digits.");
    private static final Key<Secret> TOKEN =
            new Key<>("token", Kind.secret(), "Is sent along as \"Authorization: Bearer …\".");
    private static final Key<Duration> TIMEOUT_KEY = new Key<>(
            "timeout", Kind.positiveSpan(), "How long a call may take, from the name to the last byte of the answer.");
    private static final Key<String> LABELS =
            new Key<>("labels", Kind.text(), "What alerts have beside alertname, severity, instance and key.");

    private static final Key<Duration> FIRST = new Key<>(
            "first",
            Kind.positiveSpan(),
            "The longest rest after the first failure, and twice as long after each more; how much of it is rested is"
                    + " up to chance.");
    private static final Key<Duration> LONGEST = new Key<>(
            "max",
            Kind.positiveSpan(),
            "What no rest is longer than, whatever the other side asks for by Retry-After.");
    private static final Key<Duration> PATIENCE = new Key<>(
            "for", Kind.positiveSpan(), "For how long it is tried; what could not be told by then is given up.");
    private static final Key<Rate> RATE = new Key<>(
            "rate",
            Kind.rate(),
            "How many calls arrive at most in any such time. Tries that fail do not count: \"retry\" says when they"
                    + " are.");
    private static final Key<Over> OVER = new Key<>(
            "over",
            Kind.choice(Over.class),
            "What becomes of more: \"digest\" tells them together, up to 500 or 128 KiB of text in a call, and fewer"
                    + " where the other side refuses so many; \"wait\" one by one later.");
    private static final Key<Integer> QUEUE = new Key<>(
            "queue",
            Kind.number(1, MOST_WAITING),
            "How many alarms may wait to be told, or programs of \"run\" to be started (100 unless said). More are"
                    + " skipped, and counted.");

    private RemoteReader() {}

    /** What becomes of more than the rate. */
    private enum Over {
        DIGEST,
        WAIT
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (!Set.of("http", "https").contains(scheme) || url.getHost() == null) {
                throw new IllegalArgumentException("");
            }
            if (url.getUserInfo() != null) { // it would be shown wherever the address is
                throw new IllegalArgumentException("a password is no part of it; there is \"token\"");
            }
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e.getReason(), e);
        }
    }

    static ActionSettings webhook(String name, Set<Occasion> on, Section section, Delivery delivery) {
        return new ActionSettings.Webhook(
                name,
                on,
                section.require(URL, NOWHERE),
                section.find(SECRET),
                section.find(TOKEN),
                section.get(TIMEOUT_KEY, TIMEOUT),
                delivery);
    }

    static ActionSettings alertmanager(String name, Set<Occasion> on, Section section, Delivery delivery) {
        URI url = section.require(URL, NOWHERE);
        Optional<Secret> token = section.find(TOKEN);
        Map<String, String> labels = new LinkedHashMap<>(section.entries(LABELS));
        for (String label : labels.keySet()) {
            if (!label.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                section.wrong("labels", "\"" + label + "\" is no label; allowed: letters, digits and _");
            } else if (Set.of("alertname", "severity", "instance", "key").contains(label)) {
                section.wrong("labels", label + " is there already; allowed: others");
            }
        }
        Duration timeout = section.get(TIMEOUT_KEY, TIMEOUT);
        return new ActionSettings.Alertmanager(name, on, url, token, labels, timeout, delivery);
    }

    /** When another machine is told, which all of these actions have in common. */
    static Delivery delivery(Section section) {
        return delivery(section, Delivery.USUAL);
    }

    static Delivery delivery(Section section, Delivery usual) {
        Optional<Section> retry = section.section("retry", "When it is tried again what went wrong.");
        Duration first = retry.map(inner -> inner.get(FIRST, usual.first())).orElse(usual.first());
        Duration longest =
                retry.map(inner -> inner.get(LONGEST, usual.longest())).orElse(usual.longest());
        Duration patience =
                retry.map(inner -> inner.get(PATIENCE, usual.patience())).orElse(usual.patience());
        if (first.compareTo(longest) > 0) {
            retry.ifPresent(inner -> inner.wrong(
                    inner.has("first") ? "first" : "max", "the first rest is longer than the longest, " + longest));
        }
        Optional<Section> limit = section.section("limit", "How many calls there may be.");
        Rate rate = limit.map(inner -> inner.get(RATE, usual.rate())).orElse(usual.rate());
        Over over = limit.map(inner -> inner.get(OVER, Over.DIGEST)).orElse(Over.DIGEST);
        int queue = section.get(QUEUE, usual.queue());
        return new Delivery(first, longest, patience, rate, over == Over.DIGEST, queue);
    }
}

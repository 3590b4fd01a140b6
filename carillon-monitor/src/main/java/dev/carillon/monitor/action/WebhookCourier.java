package dev.carillon.monitor.action;

import dev.carillon.config.Secret;
import dev.carillon.monitor.Unreached;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts to a webhook. */
final class WebhookCourier implements Courier {
    private static final String ALGORITHM = "HmacSHA256";

    private final ActionSettings.Webhook settings;
    private final String host;

    WebhookCourier(ActionSettings.Webhook settings, String host) {
        this.settings = settings;
        this.host = host;
    }

    @Override
    public Answer tell(Load load) throws IOException, InterruptedException {
        String body = Bodies.webhook(host, settings.name(), load);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Idempotency-Key", header(load.id()));
        settings.secret().ifPresent(secret -> headers.put("X-Carillon-Signature", "sha256=" + signature(secret, body)));
        settings.token().ifPresent(token -> headers.put("Authorization", "Bearer " + token.text()));
        return Post.send(settings.url(), headers, body, settings.timeout());
    }

    /** A name may have letters that a header may not. */
    static String header(String text) {
        StringBuilder header = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each <= '~' && each != '%') {
                header.append((char) each);
            } else {
                header.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return header.toString();
    }

    private static String signature(Secret secret, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.text().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String where() {
        return Unreached.where(settings.url());
    }

    @Override
    public Duration timeout() {
        return settings.timeout();
    }
}

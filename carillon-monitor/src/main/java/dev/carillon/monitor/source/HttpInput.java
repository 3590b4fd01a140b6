package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.monitor.Unreached;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server answers, asked every so often. The client is made for each look and ended after it: one that waits has a thread
 * that wakes every few seconds.
 */
record HttpInput(URI url, Often often) implements Input {
    static final String KEY = "http";
    private static final int LONGEST = 64 * 1024;
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final Key<URI> URL = new Key<>(
            "url", Kind.text("an address: \"https://host/path\"", "https?://.+", HttpInput::url), "What is asked for.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "What a server answers, and after how many milliseconds (polled).")
                .map(of -> new HttpInput(of.require(URL, URI.create("http://localhost")), Often.read(of)));
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if (!Set.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
                throw new IllegalArgumentException("");
            }
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e.getReason(), e);
        }
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        return new Probing(inlet, KEY, often.every(), often.timeout(), this::look);
    }

    private Map<String, Object> look() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(often.timeout())
                .header("User-Agent", "carillon")
                .build();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(often.timeout())
                .build();
        long began = System.nanoTime();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            String text;
            try (InputStream body = response.body()) {
                text = new String(body.readNBytes(LONGEST), StandardCharsets.UTF_8);
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("value", (System.nanoTime() - began) / 1e6);
            fields.put("unit", "ms");
            fields.put("status", response.statusCode());
            fields.put("ok", response.statusCode() >= OK && response.statusCode() < REDIRECT);
            fields.put("text", text);
            return fields;
        } catch (ConnectException e) { // without it: what it says, and its causes, are names of classes
            throw new IOException(Unreached.why(url, often.timeout()));
        } finally {
            client.shutdownNow();
        }
    }
}

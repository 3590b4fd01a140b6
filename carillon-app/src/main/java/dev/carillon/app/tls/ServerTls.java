package dev.carillon.app.tls;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.KeyMaterialException;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.net.tls.TlsContext.ClientCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code --tls} and what goes with it: a server's key and certificate, which can be loaded again. */
public final class ServerTls {
    /** The options besides {@code --tls}, which go with it only. */
    public static final List<String> DETAILS = List.of("--cert", "--key", "--password-file", "--client-ca");

    private final Locations files;
    private final @Nullable Path clientCa;
    private final TlsContext context;
    private KeyMaterial material;

    /**
     * Where the key is.
     *
     * @param chain certificates in PEM, or a PKCS#12 file; null for a certificate made on the spot
     * @param key the key in PEM; null if it is with the certificates
     * @param password the file whose first line is the key's password, or null
     */
    private record Locations(
            @Nullable Path chain,
            @Nullable Path key,
            @Nullable Path password) {}

    private ServerTls(Locations files, @Nullable Path clientCa, KeyMaterial material) {
        this.files = files;
        this.clientCa = clientCa;
        this.material = material;
        TlsContext server = TlsContext.server(material);
        this.context = clientCa == null
                ? server
                : server.withClientCertificates(ClientCertificates.REQUIRED).withTrust(clientCa);
    }

    /** Adds the options. */
    public static void describe(CommandSpec spec) {
        Options.flag(spec, "--tls", "Over TLS 1.2 or 1.3; without --cert, with a certificate made for this run.");
        Options.value(
                spec, "--cert", "FILE", "The certificate and its issuers: PKCS#12 if named p12 or pfx, else PEM.");
        Options.value(spec, "--key", "FILE", "The key, PEM, if it is not in the same file.");
        Options.value(spec, "--password-file", "FILE", "A file with the key's password in its first line.");
        Options.value(spec, "--client-ca", "FILE", "Only clients with a certificate of one of these, PEM.");
    }

    /** What was asked for; empty without {@code --tls}. */
    public static Optional<ServerTls> of(ParseResult parsed) throws WrongUsage {
        if (!parsed.hasMatchedOption("--tls")) {
            for (String detail : DETAILS) {
                if (parsed.hasMatchedOption(detail)) {
                    throw new WrongUsage(detail + " goes with --tls");
                }
            }
            return Optional.empty();
        }
        Locations files = new Locations(path(parsed, "--cert"), path(parsed, "--key"), path(parsed, "--password-file"));
        if (files.chain == null && (files.key != null || files.password != null)) {
            throw new WrongUsage("--key and --password-file go with --cert");
        }
        if (files.key != null && files.chain != null && isPkcs12(files.chain)) {
            throw new WrongUsage("--key does not go with " + files.chain + ", which has the key itself");
        }
        try {
            return Optional.of(new ServerTls(files, path(parsed, "--client-ca"), load(files)));
        } catch (KeyMaterialException e) {
            throw new WrongUsage(String.valueOf(e.getMessage()), e);
        }
    }

    /** What a table says, {@code tls = { cert = "…", key = "…" }}; empty if that is wrong. */
    public static Optional<ServerTls> of(Section section) {
        Path chain = section.find("cert", Kind.file()).orElse(null);
        Path key = section.find("key", Kind.file()).orElse(null);
        Path password = section.find("password-file", Kind.file()).orElse(null);
        Path clientCa = section.find("client-ca", Kind.file()).orElse(null);
        if (!section.has("cert") && (section.has("key") || section.has("password-file"))) {
            section.missing(section.path("cert") + " is missing; allowed: " + section.path("key")
                    + " and password-file with the certificate they belong to");
            return Optional.empty();
        }
        if (key != null && chain != null && isPkcs12(chain)) {
            section.wrong("key", chain + " has the key itself; allowed: key with a certificate in PEM");
            return Optional.empty();
        }
        if (List.of("cert", "key", "password-file", "client-ca").stream().anyMatch(section::hasWrong)) {
            return Optional.empty(); // which was told
        }
        try {
            Locations files = new Locations(chain, key, password);
            return Optional.of(new ServerTls(files, clientCa, load(files)));
        } catch (KeyMaterialException e) {
            section.wrong(
                    chain == null ? "client-ca" : "cert",
                    e.getMessage() + "; allowed: a certificate with its key, PEM or PKCS#12");
            return Optional.empty();
        }
    }

    /**
     * One whose files are known.
     *
     * @param chain certificates in PEM, or a PKCS#12 file
     * @param key the key in PEM; null if it is with the certificates
     * @throws KeyMaterialException if they cannot be used
     */
    public static ServerTls of(Path chain, @Nullable Path key) {
        Locations files = new Locations(chain, key, null);
        return new ServerTls(files, null, load(files));
    }

    private static @Nullable Path path(ParseResult parsed, String option) {
        String text = parsed.matchedOptionValue(option, (String) null);
        return text == null ? null : Path.of(text);
    }

    /** The options of a listener's connections, over TLS where that is asked for. */
    public static ConnectionOptions over(Optional<ServerTls> tls, ConnectionOptions plain) {
        return tls.map(keys -> plain.withTls(keys.context)).orElse(plain);
    }

    /** This, or with the certificate of another if both have one that was made on the spot: to its clients it is the server's. */
    public ServerTls keeping(ServerTls other) {
        return hasFiles() || other.hasFiles() ? this : new ServerTls(files, clientCa, other.material);
    }

    /** What is shown to clients, in a line or two. */
    public List<String> lines() {
        String kind = files.chain == null ? "self-signed certificate" : "certificate";
        String first = kind + " for " + String.join(", ", material.names()) + ", SHA-256 " + material.fingerprint();
        return material.warning(Instant.now())
                .map(warning -> List.of(first, "warning: " + warning))
                .orElse(List.of(first));
    }

    /** Whether there is anything to read again: not where the certificate was made on the spot. */
    public boolean hasFiles() {
        return files.chain != null;
    }

    /**
     * Reads the files again, for the connections that come from now on.
     *
     * @throws KeyMaterialException if they cannot be used; everything stays as it was
     */
    public void reload() {
        material = load(files);
        context.reload(material);
    }

    private static KeyMaterial load(Locations files) {
        for (Path file : Arrays.asList(files.chain, files.key, files.password)) {
            if (file != null && Files.exists(file) && !Files.isRegularFile(file)) { // a FIFO has whoever opens it wait
                throw new KeyMaterialException(file + ": that is no regular file");
            }
        }
        Path chain = files.chain;
        if (chain == null) {
            return SelfSigned.create();
        }
        char[] password = password(files.password);
        try {
            Path key = files.key;
            return isPkcs12(chain)
                    ? KeyMaterial.pkcs12(chain, password)
                    : KeyMaterial.pem(chain, key == null ? chain : key, password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static boolean isPkcs12(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".p12") || name.endsWith(".pfx");
    }

    private static char[] password(@Nullable Path file) {
        if (file == null) {
            return new char[0];
        }
        try {
            CharBuffer all = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(Files.readAllBytes(file)));
            int end = 0;
            while (end < all.length() && all.get(end) != '\n' && all.get(end) != '\r') {
                end++;
            }
            char[] password = new char[end];
            all.get(password);
            Arrays.fill(all.array(), '\0');
            return password;
        } catch (NoSuchFileException e) {
            throw new KeyMaterialException(file + ": the password cannot be read: no such file", e);
        } catch (IOException e) {
            throw new KeyMaterialException(file + ": the password cannot be read: " + e.getMessage(), e);
        }
    }
}

package dev.carillon.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** An opened PKCS#12 file (RFC 7292). */
final class Pkcs12 {
    private final Path file;
    private final KeyStore store;

    /** The caller's, not kept beyond its call. */
    private final char[] password;

    private Pkcs12(Path file, KeyStore store, char[] password) {
        this.file = file;
        this.store = store;
        this.password = password;
    }

    static Pkcs12 open(Path file, char[] password) {
        byte[] bytes = Pem.read(file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            if (password.length == 0) {
                KeyFiles.check(file);
            }
            return new Pkcs12(file, store, password);
        } catch (IOException | GeneralSecurityException e) {
            boolean wrong = e.getCause() instanceof GeneralSecurityException;
            throw new KeyMaterialException(
                    file + (wrong ? ": wrong password" : ": not PKCS#12, or damaged: " + e.getMessage()), e);
        }
    }

    KeyMaterial only() {
        List<String> aliases = keys();
        if (aliases.isEmpty()) {
            throw new KeyMaterialException(file + ": no private key inside");
        }
        if (aliases.size() > 1) {
            throw new KeyMaterialException(file + ": several keys inside; name one of " + String.join(", ", aliases));
        }
        return read(aliases.getFirst());
    }

    KeyMaterial named(String alias) {
        List<String> aliases = keys();
        return aliases.stream()
                .filter(alias::equalsIgnoreCase)
                .findFirst()
                .map(this::read)
                .orElseThrow(() -> new KeyMaterialException(file + ": no key named \"" + alias + "\" inside; there is "
                        + (aliases.isEmpty() ? "none" : String.join(", ", aliases))));
    }

    private List<String> keys() {
        try {
            List<String> aliases = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    aliases.add(alias);
                }
            }
            return aliases;
        } catch (GeneralSecurityException e) {
            throw new KeyMaterialException(file + ": can not be read: " + e.getMessage(), e);
        }
    }

    private KeyMaterial read(String alias) {
        try {
            Key key = store.getKey(alias, password);
            Certificate[] chain = store.getCertificateChain(alias);
            if (!(key instanceof PrivateKey privateKey)) {
                throw new KeyMaterialException(file + ": the key \"" + alias + "\" is not a private key");
            }
            List<X509Certificate> certificates = Stream.of(chain == null ? new Certificate[0] : chain)
                    .map(X509Certificate.class::cast)
                    .toList();
            return new KeyMaterial(file.toString(), privateKey, certificates);
        } catch (GeneralSecurityException e) {
            throw new KeyMaterialException(file + ": the key \"" + alias + "\" can not be read: " + e.getMessage(), e);
        }
    }
}

package dev.carillon.net.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Which key material is shown to whom: the rule of {@link TlsContext#server}. JSSE asks by kind of key, in the order of the
 * peer's signature algorithms, until one is named. An alias is an index into the list.
 */
final class KeyChoice extends X509ExtendedKeyManager {
    private final List<KeyMaterial> keys;

    KeyChoice(List<KeyMaterial> keys) {
        this.keys = keys;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        HandshakeNotes notes = HandshakeNotes.of(engine);
        notes.noteCertificate(engine);
        return first(candidates(notes.serverName()), keyType);
    }

    /** Those for a name: an exact name is better than a wildcard, and any is better than the default. */
    List<KeyMaterial> candidates(String serverName) {
        List<KeyMaterial> exact =
                keys.stream().filter(key -> key.names().contains(serverName)).toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        // One label: what follows the first dot.
        String wildcard = "*" + serverName.substring(Math.max(serverName.indexOf('.'), 0));
        List<KeyMaterial> byWildcard = serverName.indexOf('.') < 1
                ? List.of()
                : keys.stream().filter(key -> key.names().contains(wildcard)).toList();
        return byWildcard.isEmpty() ? defaults() : byWildcard;
    }

    /** The first, and those of another kind for the same names. */
    private List<KeyMaterial> defaults() {
        return keys.stream()
                .filter(key -> key.names().equals(keys.getFirst().names()))
                .toList();
    }

    private @Nullable String first(List<KeyMaterial> candidates, String keyType) {
        return candidates.stream()
                .filter(key -> key.key().getAlgorithm().equals(keyType))
                .findFirst()
                .map(key -> Integer.toString(keys.indexOf(key)))
                .orElse(null);
    }

    /** A client shows what it has, whoever certified it: it is the server that decides. */
    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        for (String keyType : keyTypes) {
            String alias = first(keys, keyType);
            if (alias != null) {
                return alias;
            }
        }
        return null;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return keys.get(Integer.parseInt(alias)).key();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return keys.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    private String[] aliases(String keyType) {
        return IntStream.range(0, keys.size())
                .filter(index -> keys.get(index).key().getAlgorithm().equals(keyType))
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return first(defaults(), keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        throw new UnsupportedOperationException("only engines, no sockets");
    }
}

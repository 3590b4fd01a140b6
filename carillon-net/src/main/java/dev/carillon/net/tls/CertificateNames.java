package dev.carillon.net.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** For which hosts a certificate is: the DNS names among its alternative names, or, where it has none, its common name. */
final class CertificateNames {
    private static final int DNS_NAME = 2;

    /** A host name has nothing in it that would be escaped. */
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|(?<!\\\\)[,+])CN=([^,+\\\\\"]+)");

    private CertificateNames() {}

    static Set<String> of(X509Certificate certificate) {
        Set<String> names = new HashSet<>();
        for (List<?> name : alternatives(certificate)) {
            if (name.get(0) instanceof Integer kind && kind == DNS_NAME && name.get(1) instanceof String host) {
                names.add(host.toLowerCase(Locale.ROOT));
            }
        }
        if (names.isEmpty()) {
            Matcher matcher =
                    COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
            if (matcher.find()) {
                names.add(matcher.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return Set.copyOf(names);
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            // Peers will refuse it; for choosing it has none.
            return List.of();
        }
    }
}

package dev.carillon.config;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a file says of the live page, {@code [page]}.
 *
 * @param address where it is; empty for where it is otherwise
 * @param cert its certificate and the issuers'; empty for a page that is not encrypted
 * @param key the certificate's key; empty if it is with the certificate
 * @param isInsecure whether others may reach it though it is not encrypted
 */
public record PageSettings(
        Optional<SocketAddress> address, Optional<Path> cert, Optional<Path> key, boolean isInsecure) {
    /** Nothing is said. */
    public static final PageSettings NONE =
            new PageSettings(Optional.empty(), Optional.empty(), Optional.empty(), false);

    private static final Key<SocketAddress> ADDRESS =
            new Key<>("address", Kind.address(), "Where it is; not changed by a reload.");
    private static final Key<Path> CERT = new Key<>(
            "cert",
            Kind.file(),
            "Its certificate and the issuers', PKCS#12 if named p12 or pfx, else PEM: it is over TLS then.");
    private static final Key<Path> KEY = new Key<>("key", Kind.file(), "The key, PEM, if it is not in the same file.");
    private static final Key<Boolean> INSECURE = new Key<>(
            "insecure", Kind.flag(), "It may be at an address that others reach, though it is not encrypted.");

    /** Reads the table, if there is one. */
    public static PageSettings read(Section root) {
        return root.section("page", "The live page.").map(PageSettings::of).orElse(NONE);
    }

    private static PageSettings of(Section section) {
        PageSettings settings = new PageSettings(
                section.find(ADDRESS), section.find(CERT), section.find(KEY), section.get(INSECURE, false));
        if (section.has(KEY.name()) && !section.has(CERT.name())) {
            section.missing(section.path(CERT.name()) + " is missing; allowed: " + section.path(KEY.name())
                    + " with the certificate it belongs to");
        }
        if (settings.address.filter(PageSettings::isForOthers).isPresent()
                && !section.has(CERT.name())
                && !settings.isInsecure) {
            section.wrong(
                    ADDRESS.name(),
                    "others reach that, and the page is not encrypted; allowed: cert and key, insecure = true, or an"
                            + " address of this machine only");
        }
        return settings;
    }

    private static boolean isForOthers(SocketAddress address) {
        return address instanceof InetSocketAddress inet && !inet.getAddress().isLoopbackAddress();
    }
}

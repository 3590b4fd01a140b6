package dev.carillon.app.server;

import dev.carillon.app.command.Log;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.site.LogSettings;
import dev.carillon.app.site.SiteSettings;
import dev.carillon.app.tls.ServerTls;
import dev.carillon.config.ConfigFile;
import dev.carillon.config.Kind;
import dev.carillon.config.PageSettings;
import dev.carillon.config.Section;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.http.server.AccessLogFormat;
import dev.carillon.loop.PollerKind;
import dev.carillon.net.Share;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads what {@code carillon serve -c} is given. */
final class ServeFile {
    private static final Kind<SocketAddress> ADDRESS =
            Kind.text("HOST:PORT, [IPV6]:PORT, :PORT or unix:PATH", ServeFile::address);
    private static final Kind<String> PATH_OF_URI = Kind.text("a path that begins with a slash: \"/healthz\"", text -> {
        if (!text.startsWith("/") || text.contains("?")) {
            throw new IllegalArgumentException("");
        }
        return text;
    });

    private final Path path;
    private final Section root;

    private ServeFile(Path path, Section root) {
        this.path = path;
        this.root = root;
    }

    /**
     * Reads a file. Everything that it names is looked at, and certificates, passwords and error pages are read; nothing is left open.
     *
     * @param needsSites whether it is to have sites, as nobody else names one
     */
    static ServeSettings read(Path path, boolean needsSites) throws WrongConfiguration {
        ConfigFile file = ConfigFile.read(path);
        ServeSettings settings = new ServeFile(path, file.root()).settings(needsSites);
        file.check();
        return settings;
    }

    private ServeSettings settings(boolean needsSites) {
        Map<String, SiteSettings> sites = sites();
        if (sites.isEmpty() && needsSites) {
            root.missing("site is missing; allowed: a table [site.NAME] for each site");
        }
        ProcessSettings process = process();
        List<ListenSettings> listeners = listeners(sites);
        refuseSecretsThatAreServed(sites);
        checkShare(process, listeners);
        Optional<SocketAddress> metrics = root.section("metrics").map(of -> metrics(of, listeners));
        return new ServeSettings(
                process, listeners, sites, accessLog(), metrics, PageSettings.read(root), Optional.of(path));
    }

    /** What nobody is to read must not lie where everybody may: the file, and all that it names, often lie side by side. */
    private void refuseSecretsThatAreServed(Map<String, SiteSettings> sites) {
        root.named("listen")
                .values()
                .forEach(listen -> listen.section("tls").ifPresent(tls -> {
                    for (String key :
                            tls.has("key") ? List.of("key", "password-file") : List.of("cert", "password-file")) {
                        refuseIfServed(tls, key, sites);
                    }
                }));
        root.section("page").ifPresent(page -> refuseIfServed(page, page.has("key") ? "key" : "cert", sites));
        root.named("site")
                .values()
                .forEach(site -> site.section("auth").ifPresent(auth -> refuseIfServed(auth, "users", sites)));
    }

    private static void refuseIfServed(Section section, String key, Map<String, SiteSettings> sites) {
        Optional<Path> file =
                section.has(key) && !section.hasWrong(key) ? section.find(key, Kind.file()) : Optional.empty();
        file.ifPresent(path -> sites.forEach((name, site) -> {
            if (isBelow(path, site.directory())) {
                section.wrong(
                        key, path + " is served by site." + name + "; allowed: a file outside of " + site.directory());
            }
        }));
    }

    /** Names that begin with a dot are not served. */
    private static boolean isBelow(Path file, Path directory) {
        try {
            Path real = file.toRealPath();
            Path root = directory.toRealPath();
            return real.startsWith(root)
                    && StreamSupport.stream(root.relativize(real).spliterator(), false)
                            .noneMatch(name -> name.toString().startsWith("."));
        } catch (IOException e) {
            return false; // which is told elsewhere
        }
    }

    private static SocketAddress metrics(Section of, List<ListenSettings> listeners) {
        SocketAddress address = of.require("address", ADDRESS, Place.LOOPBACK);
        for (ListenSettings one : listeners) {
            if (!Place.isAnyPort(address) && Place.leadsTo(address, one.address())) {
                of.wrong(
                        "address",
                        Place.text(address) + " is that of listen." + one.name()
                                + "; allowed: one that nobody else listens at");
            }
        }
        return address;
    }

    private ProcessSettings process() {
        ProcessSettings usual = ProcessSettings.DEFAULTS;
        return root.section("server")
                .map(of -> new ProcessSettings(
                        of.get("loops", Kind.number(1, Sharing.MOST_THREADS), usual.loops()),
                        of.find("share", Kind.choice(Share.class)),
                        of.get("poller", Kind.choice(PollerKind.class), usual.poller()),
                        of.get("workers", Kind.number(0, Sharing.MOST_THREADS), usual.workers()),
                        of.get("drain", Kind.span(), usual.drain()),
                        of.get("stats", Kind.span(), usual.stats()),
                        of.get("log", Kind.choice(Log.Format.class), usual.log()),
                        of.find("control", Kind.text())))
                .orElse(usual);
    }

    private void checkShare(ProcessSettings process, List<ListenSettings> listeners) {
        Optional<Section> server = root.section("server");
        if (server.isEmpty() || process.share().isEmpty()) {
            return;
        }
        Share share = process.share().get();
        boolean unix = listeners.stream().anyMatch(of -> of.address() instanceof UnixDomainSocketAddress);
        if (share == Share.REUSEPORT && unix) {
            server.get()
                    .wrong(
                            "share",
                            "Unix sockets have no SO_REUSEPORT; allowed with them: \"exclusive\" or \"hand-off\"");
        }
        if (share == Share.EXCLUSIVE && process.poller() != PollerKind.EPOLL) {
            server.get().wrong("share", "\"exclusive\" takes epoll; allowed without it: \"reuseport\" or \"hand-off\"");
        }
    }

    private Optional<LogSettings> accessLog() {
        return root.section("access-log").map(of -> {
            Path file = of.require("file", Kind.path(), Path.of("access.log"));
            Path parent = file.toAbsolutePath().getParent();
            if (of.has("file") && (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent))) {
                of.wrong("file", file + " cannot be made; allowed: a file in a directory that is there");
            }
            return new LogSettings(
                    of.place("file"),
                    file,
                    of.get("format", Kind.choice(AccessLogFormat.class), AccessLogFormat.COMBINED));
        });
    }

    private List<ListenSettings> listeners(Map<String, SiteSettings> sites) {
        RequestTerms global = root.section("limits")
                .map(limits -> RequestTerms.DEFAULTS.changedBy(limits))
                .orElse(RequestTerms.DEFAULTS);
        List<ListenSettings> listeners = new ArrayList<>();
        Map<String, String> taken = new HashMap<>();
        root.named("listen").forEach((name, section) -> {
            ListenSettings listener = listener(name, section, global);
            checkSites(section, listener.sites(), sites);
            String other = taken.putIfAbsent(listener.key(), name);
            if (other != null && section.has("address") && !section.hasWrong("address")) {
                section.wrong(
                        "address",
                        Place.text(listener.address()) + " is that of listen." + other
                                + "; allowed: one listener for each address");
            }
            listeners.add(listener);
        });
        return listeners;
    }

    private static ListenSettings listener(String name, Section section, RequestTerms global) {
        RequestTerms terms = section.section("limits").map(global::changedBy).orElse(global);
        return new ListenSettings(
                name,
                section.place("address"),
                section.require("address", ADDRESS, Place.LOOPBACK),
                section.section("tls").flatMap(ServerTls::of),
                terms.options(),
                terms.connections(),
                terms.perAddress(),
                section.find("health", PATH_OF_URI),
                section.list("sites", Kind.text()));
    }

    private static void checkSites(Section section, List<String> wanted, Map<String, SiteSettings> sites) {
        if (section.has("sites") && wanted.isEmpty() && !section.hasWrong("sites")) {
            section.wrong("sites", "there is none; allowed: names, or no such key for all of them");
        }
        for (String name : wanted) {
            if (!sites.containsKey(name)) {
                section.wrong("sites", "there is no site " + name + "; allowed: " + String.join(", ", sites.keySet()));
            }
        }
    }

    private static SocketAddress address(String text) {
        try {
            SocketAddress address = Place.parse(text);
            Place.refuseOthers(address);
            return address;
        } catch (WrongUsage e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Map<String, SiteSettings> sites() {
        Map<String, SiteSettings> sites = new LinkedHashMap<>();
        Map<String, String> owners = new HashMap<>();
        root.named("site").forEach((name, section) -> {
            SiteSettings site = SiteFile.read(section);
            checkNames(name, section, site, owners);
            sites.put(name, site);
        });
        return sites;
    }

    /** Each host is one site's, and so are all others. */
    private static void checkNames(String site, Section section, SiteSettings settings, Map<String, String> owners) {
        if (settings.names().isEmpty() && !section.has("names")) {
            String other = owners.putIfAbsent("", site);
            if (other != null) {
                section.missing(section.path("names") + " is missing; allowed: one site without names, which site."
                        + other + " is already");
            }
        }
        settings.names().forEach(name -> {
            String other = owners.putIfAbsent(name.text(), site);
            if (other != null) {
                section.wrong(
                        "names", name.text() + " is a name of site." + other + "; allowed: one site for each name");
            }
        });
    }
}

package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinkEvent;
import dev.carillon.linux.NetworkLink;
import dev.carillon.linux.Rtnetlink;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Network links that come, go, and gain or lose what they need for packets to pass; the kernel tells.
 *
 * @param name the only link that counts; empty for all
 */
record LinksInput(Optional<String> name) implements Input {
    static final String KEY = "links";
    private static final Key<String> NAME =
            new Key<>("name", Kind.text(), "The only link that counts, such as \"eth0\".");

    static Optional<Input> read(Section source) {
        return source.section(
                        KEY,
                        "Network links that come, go, and are up or down, each told once at the start;"
                                + " the kernel tells.")
                .map(of -> new LinksInput(of.find(NAME)));
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        Rtnetlink socket = Rtnetlink.open();
        try {
            socket.list();
            Links links = new Links(inlet, name);
            return new OpenSource(
                    inlet.loop().descriptor(inlet.name(), socket, Epoll.IN, (_, _) -> take(socket, links)));
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void take(Rtnetlink socket, Links links) {
        LinkEvent event;
        while ((event = socket.read()) != null) {
            if (links.take(event)) {
                socket.list();
            }
        }
    }

    /** The links there are, by what was told of them. */
    static final class Links {
        private final Inlet inlet;
        private final Optional<String> only;
        private final Map<Integer, NetworkLink> links = new HashMap<>();
        /** What a list that is under way has told of; what is not in it at its end has gone while nobody could tell. */
        private final Set<Integer> listed = new HashSet<>();

        private boolean isListing = true;
        /** Whether something was lost while a list was under way, so that another is needed. */
        private boolean hasLost;

        private boolean isFirst = true;

        Links(Inlet inlet, Optional<String> only) {
            this.inlet = inlet;
            this.only = only;
        }

        /** Takes what the kernel tells; true if all are to be listed now. */
        boolean take(LinkEvent event) {
            NetworkLink link = event.link();
            if (link == null) {
                ofAll(event.kind());
            } else if (event.kind() == LinkEvent.Kind.REMOVED) {
                removed(link);
            } else {
                present(link);
            }
            if (!hasLost || isListing) {
                return false;
            }
            hasLost = false;
            isListing = true;
            listed.clear();
            return true;
        }

        private void ofAll(LinkEvent.Kind kind) {
            if (kind == LinkEvent.Kind.LISTED) {
                listed();
                return;
            }
            hasLost = true;
            inlet.notice("lost", Map.of());
        }

        private void present(NetworkLink link) {
            listed.add(link.index());
            NetworkLink before = links.put(link.index(), link);
            if (before == null) {
                tell(isFirst ? "present" : "added", link);
                return;
            }
            if (!before.name().equals(link.name())) {
                tell("renamed", link, Map.of("before", before.name()));
            }
            if (before.isRunning() != link.isRunning()) {
                tell(link.isRunning() ? "up" : "down", link);
            } else if (before.isEnabled() != link.isEnabled()) {
                tell(link.isEnabled() ? "enabled" : "disabled", link);
            }
        }

        private void removed(NetworkLink link) {
            listed.remove(link.index());
            if (links.remove(link.index()) != null) {
                tell("removed", new NetworkLink(link.index(), link.name(), false, false));
            }
        }

        private void listed() {
            List<NetworkLink> gone = links.values().stream()
                    .filter(link -> !listed.contains(link.index()))
                    .toList();
            gone.forEach(this::removed);
            if (isFirst && only.isPresent() && links.values().stream().noneMatch(this::counts)) {
                inlet.event("absent", fields(0, only.get()));
            }
            isFirst = false;
            isListing = false;
        }

        private boolean counts(NetworkLink link) {
            return only.isEmpty() || only.get().equals(link.name());
        }

        private void tell(String kind, NetworkLink link) {
            tell(kind, link, Map.of());
        }

        private void tell(String kind, NetworkLink link, Map<String, Object> more) {
            if (!counts(link) && !more.containsValue(only.orElse(""))) {
                return;
            }
            Map<String, Object> fields = fields(counts(link) && link.isRunning() ? 1 : 0, link.name());
            fields.put("index", link.index());
            fields.put("enabled", link.isEnabled());
            fields.putAll(more);
            inlet.event(kind, fields);
        }

        private static Map<String, Object> fields(int value, String name) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("value", value);
            fields.put("name", name);
            return fields;
        }
    }
}

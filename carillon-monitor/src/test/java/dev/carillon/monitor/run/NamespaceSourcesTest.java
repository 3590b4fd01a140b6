package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.monitor.Event;
import dev.carillon.testkit.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts and network links, in namespaces of the test's own. */
class NamespaceSourcesTest {
    private static final String FILE = """
        [source.disks]
        mounts = {}
        [source.data]
        mounts.path = "DATA"
        [source.net]
        links = {}
        [source.wan]
        links.name = "wan0"
        [rule.no-data]
        on = "data"
        below = 1
        """;

    @TempDir
    private Path directory;

    /** In namespaces in which it may do everything. */
    static final class Namespaces {
        private Namespaces() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            String data = arguments[1];
            try (Watched watched = Watched.of(directory, FILE.replace("DATA", data))) {
                watched.await("data", "absent");
                watched.await("wan", "absent");
                watched.await("net", "present");
                run("mount", "-t", "tmpfs", "mine", data);
                watched.await("data", "mounted");
                run("mount", "-o", "remount,ro", data);
                watched.await("data", "remounted");
                run("umount", data);
                watched.await("data", "unmounted");
                run("ip", "link", "set", "lo", "up");
                watched.await("net", "up");
                run("ip", "link", "add", "wan0", "type", "veth", "peer", "name", "far0");
                watched.await("wan", "added");
                run("ip", "link", "set", "wan0", "up");
                watched.await("wan", "enabled");
                run("ip", "link", "set", "far0", "up");
                watched.await("wan", "up");
                run("ip", "link", "del", "wan0");
                watched.await("wan", "removed");
                watched.events.forEach(Namespaces::print);
            }
        }

        private static void run(String... command) throws Exception {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                System.exit(REFUSED);
            }
        }

        private static void print(Event event) {
            System.out.println(event.source() + " " + event.kind() + " " + event.fields());
        }
    }

    private static final int REFUSED = 77;

    @Test
    void mountsAndLinksAreToldAsTheyChange() throws Exception {
        Path data = Files.createDirectory(directory.resolve("my data"));
        List<String> lines;
        try (ChildJvm running = ChildJvm.of(Namespaces.class)
                .through("unshare", "-rmn")
                .arguments(directory.toString(), data.toString())
                .start()) {
            int code = running.awaitExit();
            lines = running.lines();
            boolean isRefused = code == REFUSED || lines.stream().anyMatch(line -> line.startsWith("unshare: "));
            assumeTrue(!isRefused, "namespaces, mounts or links of its own are not allowed here, or there is no ip(8)");
            assertThat(code).as(lines.toString()).isZero();
        }
        String mount = ", path=" + data + ", type=tmpfs, from=mine, readOnly=";
        assertThat(lines)
                .contains("data absent {value=0, path=" + data + "}")
                .contains("data mounted {value=1" + mount + "false}", "disks mounted {value=1" + mount + "false}")
                .contains("data remounted {value=1" + mount + "true}")
                .contains("data unmounted {value=0" + mount + "true}")
                .contains("wan absent {value=0, name=wan0}")
                .contains("net present {value=0, name=lo, index=1, enabled=false}")
                .contains("net up {value=1, name=lo, index=1, enabled=true}")
                .anyMatch(line -> line.startsWith("wan removed {value=0, name=wan0, "))
                .anyMatch(line -> line.startsWith("monitor raised ") && line.contains("no-data"));
    }
}

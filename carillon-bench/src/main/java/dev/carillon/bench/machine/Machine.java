package dev.carillon.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a run took place: figures mean nothing without it. */
public final class Machine {
    private Machine() {}

    public static Map<String, Object> describe() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("cpus", Runtime.getRuntime().availableProcessors());
        facts.put("model", cpuModel());
        facts.put(
                "kernel",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("jdk", System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version"));
        facts.put("jvmOptions", String.join(" ", Children.JVM_OPTIONS));
        facts.put("gcc", firstLine(List.of("gcc", "--version")));
        facts.put("loadBefore", load());
        return facts;
    }

    /** How busy the machine is, by others than us too. */
    public static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String cpuModel() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String firstLine(List<String> command) {
        try {
            return Children.run(10, command).lines().findFirst().orElse("");
        } catch (Children.Failure e) {
            return "none: " + e.getMessage();
        }
    }
}

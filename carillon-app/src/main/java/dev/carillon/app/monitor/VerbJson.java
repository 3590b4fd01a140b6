package dev.carillon.app.monitor;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.file.MonitorSettings;
import dev.carillon.monitor.file.Plan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What verbs say, for programs: an object a line. */
final class VerbJson {
    private VerbJson() {}

    /** Of a file that is good. */
    static String checked(Path file, MonitorSettings settings, List<String> notes) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("ok", true);
        members.put("file", file);
        members.put("sources", settings.sources().size());
        members.put("rules", settings.rules().size());
        members.put("actions", settings.actions().size());
        members.put("notes", notes);
        return JsonEventWriter.object(members);
    }

    /** Of one that is not. */
    static String wrong(Path file, WrongConfiguration problems) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("ok", false);
        members.put("file", file);
        members.put("problems", problems.lines());
        return JsonEventWriter.object(members);
    }

    static String of(Plan plan) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("same", plan.isSame());
        members.put("summary", plan.summary());
        members.put("items", plan.items().stream().map(VerbJson::item).toList());
        return JsonEventWriter.object(members);
    }

    private static Map<String, Object> item(Plan.Item item) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kind", item.kind());
        members.put("name", item.name());
        members.put("change", item.change().name().toLowerCase(Locale.ROOT));
        return members;
    }

    /** Of a case. */
    static String test(String name, List<String> differences) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("test", name);
        members.put("good", differences.isEmpty());
        members.put("differences", differences);
        return JsonEventWriter.object(members);
    }
}

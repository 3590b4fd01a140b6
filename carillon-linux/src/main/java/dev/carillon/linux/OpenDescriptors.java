package dev.carillon.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The descriptors that are open in this process at one moment, from {@code /proc/self/fd}. Taken before and after, it
 * shows what was leaked. The descriptors that a listing itself needs are not in it.
 *
 * @param targets by number, what each leads to, as the kernel names it: {@code pipe:[4711]}, {@code socket:[4712]},
 *     {@code anon_inode:[eventpoll]}, a path
 */
public record OpenDescriptors(SortedMap<Integer, String> targets) {
    private static final Path DIRECTORY = Path.of("/proc/self/fd");

    /** Keeps a copy. */
    public OpenDescriptors {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
    }

    /**
     * What is open now. Other threads may open and close meanwhile.
     *
     * @return the descriptors
     * @throws LinuxException ENOENT if {@code /proc} is not there; EMFILE if no descriptor is left to read it with
     */
    public static OpenDescriptors list() {
        String ownListing = "/proc/" + ProcessHandle.current().pid() + "/fd";
        SortedMap<Integer, String> targets = new TreeMap<>();
        for (Path entry : ProcFile.list(DIRECTORY)) {
            String target = targetOf(entry);
            if (!target.isEmpty() && !target.equals(ownListing)) {
                targets.put(Integer.valueOf(entry.getFileName().toString()), target);
            }
        }
        return new OpenDescriptors(targets);
    }

    private static String targetOf(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException e) {
            return ""; // closed since the directory was read
        }
    }

    /**
     * What is open here and was not open, or led to something else, before.
     *
     * @param before an earlier list
     * @return the descriptors that came since
     */
    public OpenDescriptors since(OpenDescriptors before) {
        SortedMap<Integer, String> opened = new TreeMap<>(targets);
        opened.entrySet().removeAll(before.targets.entrySet());
        return new OpenDescriptors(opened);
    }

    /**
     * How many there are.
     *
     * @return the count
     */
    public int count() {
        return targets.size();
    }

    /** {@code 3 -> pipe:[4711], 5 -> anon_inode:[eventfd]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        targets.forEach((number, target) -> text.append(text.isEmpty() ? "" : ", ")
                .append(number)
                .append(" -> ")
                .append(target));
        return text.toString();
    }
}

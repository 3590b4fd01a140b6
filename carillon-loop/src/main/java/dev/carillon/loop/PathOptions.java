package dev.carillon.loop;

import dev.carillon.linux.PathName;
import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a {@link PathSource} watches and tells. Immutable; each method gives a changed copy of {@link #DEFAULTS}. */
public final class PathOptions {
    private static final int QUEUE = 128 * 1024;
    /** Of what is watched, not of what is in it: these are always told. */
    private static final Set<PathChange.Kind> OF_THE_WATCH = EnumSet.of(
            PathChange.Kind.OVERFLOW,
            PathChange.Kind.REFUSED,
            PathChange.Kind.WATCHED,
            PathChange.Kind.UNMOUNTED,
            PathChange.Kind.APPEARED,
            PathChange.Kind.REPLACED,
            PathChange.Kind.GONE);

    /**
     * The path by its name, with all directories below it; every change, at once; up to 131,072 changes wait for the handler.
     */
    public static final PathOptions DEFAULTS = new PathOptions();

    private Target target = Target.NAME;
    private boolean absent;
    private boolean recursive = true;
    private @Nullable Predicate<PathName> filter;
    private Set<PathChange.Kind> kinds = EnumSet.allOf(PathChange.Kind.class);
    private Duration settle = Duration.ZERO;
    private int queue = QUEUE;

    /** What is watched by a path. */
    public enum Target {
        /**
         * The file or directory that the path leads to when the source is made. When it is removed, moved or unmounted the source
         * ends with {@link PathChange.Kind#GONE}.
         */
        FILE,
        /**
         * The path: whatever it leads to, now or later, through links or not. When it comes to lead
         * somewhere, somewhere else or nowhere, be it by a rename, by a link that is changed or because a directory above it is
         * moved, the source says so ({@link PathChange.Kind#APPEARED}, {@link PathChange.Kind#REPLACED},
         * {@link PathChange.Kind#GONE}) and goes on. For this the directories above are watched for that one name.
         */
        NAME
    }

    private PathOptions() {}

    private PathOptions(PathOptions other) {
        target = other.target;
        absent = other.absent;
        recursive = other.recursive;
        filter = other.filter;
        kinds = other.kinds;
        settle = other.settle;
        queue = other.queue;
    }

    /**
     * Another target.
     *
     * @param newTarget what is watched by the path
     * @return the changed copy
     */
    public PathOptions withTarget(Target newTarget) {
        PathOptions copy = new PathOptions(this);
        copy.target = newTarget;
        return copy;
    }

    /**
     * With or without a path that leads nowhere yet: for that of {@link Target#NAME}, which is then told once it
     * {@linkplain PathChange.Kind#APPEARED appears}. Without, it is refused: it is more often misspelt than early.
     *
     * @param newAbsent true to wait for what is to come there
     * @return the changed copy
     */
    public PathOptions withAbsent(boolean newAbsent) {
        PathOptions copy = new PathOptions(this);
        copy.absent = newAbsent;
        return copy;
    }

    /**
     * With or without what is in the directories below the path.
     *
     * @param newRecursive false to tell only of what is in the path's own directory
     * @return the changed copy
     */
    public PathOptions withRecursive(boolean newRecursive) {
        PathOptions copy = new PathOptions(this);
        copy.recursive = newRecursive;
        return copy;
    }

    /**
     * Tells of some names only. What concerns the watching itself ({@link PathChange.Kind#OVERFLOW} to
     * {@link PathChange.Kind#GONE}) is always told; a rename if either name is wanted.
     *
     * @param newFilter gets each path as it is below the source's own: {@code conf.d/site.conf}; the empty one for the source's
     *     own. Called on the loop's thread; may not throw
     * @return the changed copy
     */
    public PathOptions withFilter(Predicate<PathName> newFilter) {
        PathOptions copy = new PathOptions(this);
        copy.filter = newFilter;
        return copy;
    }

    /**
     * As {@link #withFilter}, by a pattern of {@link java.nio.file.FileSystem#getPathMatcher}.
     *
     * @param glob without a slash for the last name alone, {@code *.conf}; with one for all of the path below the source's own,
     *     {@code conf.d/**.conf}. The source's own path is wanted in any case
     * @return the changed copy
     * @throws java.util.regex.PatternSyntaxException if it is no pattern
     */
    public PathOptions withGlob(String glob) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        boolean isOfName = glob.indexOf('/') < 0;
        return withFilter(path -> path.isEmpty() || matcher.matches((isOfName ? path.fileName() : path).toPath()));
    }

    /**
     * Tells of some kinds of change only, and of what concerns the watching itself.
     *
     * @param newKinds which
     * @return the changed copy
     */
    public PathOptions withKinds(Set<PathChange.Kind> newKinds) {
        PathOptions copy = new PathOptions(this);
        copy.kinds = newKinds.isEmpty() ? EnumSet.noneOf(PathChange.Kind.class) : EnumSet.copyOf(newKinds);
        return copy;
    }

    /**
     * Tells of a file once it has been left alone for a while, and then of all that happened to it in one change: a file that
     * was made and written is {@link PathChange.Kind#CREATED}, one that was made and removed never was. Changes of directories,
     * and renames of files that were there before, are told at once, after what waited for files at the old name and the new
     * and below.
     *
     * @param quiet how long; zero to tell everything at once. In the loop's time
     * @return the changed copy
     */
    public PathOptions withSettle(Duration quiet) {
        if (quiet.isNegative()) {
            throw new IllegalArgumentException("a time to settle is zero or more, not " + quiet);
        }
        PathOptions copy = new PathOptions(this);
        copy.settle = quiet;
        return copy;
    }

    /**
     * How many changes may wait for the handler, or for somebody who awaits them, and how many may settle. Beyond these the kernel keeps what happens, up
     * to {@code /proc/sys/fs/inotify/max_queued_events}, and drops the rest, which is {@link PathChange.Kind#OVERFLOW}.
     *
     * @param changes 1 or more; each takes some 200 bytes
     * @return the changed copy
     */
    public PathOptions withQueue(int changes) {
        if (changes < 1) {
            throw new IllegalArgumentException("a queue has room for 1 change or more, not " + changes);
        }
        PathOptions copy = new PathOptions(this);
        copy.queue = changes;
        return copy;
    }

    /**
     * What is watched by the path.
     *
     * @return {@link Target#NAME} unless changed
     */
    public Target target() {
        return target;
    }

    /**
     * Whether directories below the path are watched.
     *
     * @return true unless changed
     */
    public boolean isRecursive() {
        return recursive;
    }

    /**
     * Which paths are told of.
     *
     * @return takes every path unless changed
     */
    public Predicate<PathName> filter() {
        Predicate<PathName> chosen = filter;
        return chosen == null ? _ -> true : chosen;
    }

    /** Whether the filter takes every path, and need not be asked. */
    boolean isUnfiltered() {
        return filter == null;
    }

    /** Whether a kind is told whatever the options say. */
    static boolean isOfTheWatch(PathChange.Kind kind) {
        return OF_THE_WATCH.contains(kind);
    }

    /**
     * Which kinds are told, besides those that concern the watching itself.
     *
     * @return all unless changed
     */
    public Set<PathChange.Kind> kinds() {
        return Collections.unmodifiableSet(kinds);
    }

    /**
     * How long a file has to be left alone before it is told of.
     *
     * @return zero unless changed
     */
    public Duration settle() {
        return settle;
    }

    /**
     * Whether the path may lead nowhere yet.
     *
     * @return false unless changed
     */
    public boolean isAbsentAllowed() {
        return absent;
    }

    /**
     * How many changes may wait.
     *
     * @return 131,072 unless changed
     */
    public int queue() {
        return queue;
    }
}

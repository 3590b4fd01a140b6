package dev.carillon.http.server;

import dev.carillon.http.FieldRules;
import dev.carillon.http.MediaTypes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How {@link StaticFiles} serves a directory. Immutable; each {@code with…} method gives a changed copy of {@link #DEFAULTS}. */
public final class StaticOptions {
    /**
     * {@code index.html}, no listings, neither links nor dot files, precompressed files not looked for; files of up to 64 KiB kept
     * in 16 MiB of memory, and looked at again after a second.
     */
    public static final StaticOptions DEFAULTS = new StaticOptions();

    /** What the memory for one file may be at the most. */
    static final int LARGEST_CACHED = 1024 * 1024;

    private String prefix = "/";
    private List<String> indexes = List.of("index.html");
    private boolean listings;
    private int listedNames = 10_000;
    private boolean links;
    private boolean dotFiles;
    private boolean precompressed;
    private MediaTypes types = MediaTypes.DEFAULTS;
    private @Nullable String cacheControl;
    private long cacheBytes = 16 * 1024 * 1024;
    private int cachedFileBytes = 64 * 1024;
    private Duration staleness = Duration.ofSeconds(1);
    private @Nullable Executor disk;

    private StaticOptions() {}

    private StaticOptions copy() {
        StaticOptions copy = new StaticOptions();
        copy.prefix = prefix;
        copy.indexes = indexes;
        copy.listings = listings;
        copy.listedNames = listedNames;
        copy.links = links;
        copy.dotFiles = dotFiles;
        copy.precompressed = precompressed;
        copy.types = types;
        copy.cacheControl = cacheControl;
        copy.cacheBytes = cacheBytes;
        copy.cachedFileBytes = cachedFileBytes;
        copy.staleness = staleness;
        copy.disk = disk;
        return copy;
    }

    /**
     * What the paths begin with that are looked up in the directory.
     *
     * @return begins and ends with a slash
     */
    public String prefix() {
        return prefix;
    }

    /**
     * Another prefix: with {@code /assets/} the path {@code /assets/a.css} is the file {@code a.css}. Other paths are not found.
     *
     * @param newPrefix begins and ends with a slash
     * @return the changed copy
     */
    public StaticOptions withPrefix(String newPrefix) {
        if (!newPrefix.startsWith("/") || !newPrefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix begins and ends with a slash: \"" + newPrefix + "\" does not");
        }
        StaticOptions copy = copy();
        copy.prefix = newPrefix;
        return copy;
    }

    /**
     * Which files stand for their directory.
     *
     * @return names, the first that there is counts
     */
    public List<String> indexes() {
        return indexes;
    }

    /**
     * Other files that stand for their directory.
     *
     * @param names of files, the best first; none for no index
     * @return the changed copy
     */
    public StaticOptions withIndexes(String... names) {
        StaticOptions copy = copy();
        copy.indexes = List.of(names);
        return copy;
    }

    /**
     * Whether directories without an index are listed.
     *
     * @return false unless changed: then they are not found
     */
    public boolean listings() {
        return listings;
    }

    /**
     * Lists directories without an index.
     *
     * @param lists true to list them
     * @return the changed copy
     */
    public StaticOptions withListings(boolean lists) {
        StaticOptions copy = copy();
        copy.listings = lists;
        return copy;
    }

    /**
     * How many names a listing has at the most.
     *
     * @return 1 or more; a page that leaves some out says so
     */
    public int listedNames() {
        return listedNames;
    }

    /**
     * Another bound of listings.
     *
     * @param names how many names at the most, 1 or more
     * @return the changed copy
     */
    public StaticOptions withListedNames(int names) {
        if (names < 1) {
            throw new IllegalArgumentException("a listing has 1 name or more, not " + names);
        }
        StaticOptions copy = copy();
        copy.listedNames = names;
        return copy;
    }

    /**
     * Whether symbolic links are followed that do not lead out of the directory.
     *
     * @return false unless changed: then what is reached by a link is not found
     */
    public boolean links() {
        return links;
    }

    /**
     * Follows symbolic links that do not lead out of the directory, where the kernel can tell
     * ({@link dev.carillon.linux.KernelFeature#OPENAT2}).
     *
     * @param follows true to follow them
     * @return the changed copy
     */
    public StaticOptions withLinks(boolean follows) {
        StaticOptions copy = copy();
        copy.links = follows;
        return copy;
    }

    /**
     * Whether names that begin with a dot are served.
     *
     * @return false unless changed: then only those below {@code .well-known} are found (RFC 8615)
     */
    public boolean dotFiles() {
        return dotFiles;
    }

    /**
     * Serves names that begin with a dot, too.
     *
     * @param serves true to serve them
     * @return the changed copy
     */
    public StaticOptions withDotFiles(boolean serves) {
        StaticOptions copy = copy();
        copy.dotFiles = serves;
        return copy;
    }

    /**
     * Whether {@code a.css.br} and {@code a.css.gz} are sent in place of {@code a.css} to who takes them.
     *
     * @return false unless changed
     */
    public boolean precompressed() {
        return precompressed;
    }

    /**
     * Looks for files that hold the content of another compressed, beside those of a type that compresses well
     * ({@link MediaTypes#isCompressible}). That they hold the same is up to who makes them.
     *
     * @param looks true to look for them
     * @return the changed copy
     */
    public StaticOptions withPrecompressed(boolean looks) {
        StaticOptions copy = copy();
        copy.precompressed = looks;
        return copy;
    }

    /**
     * Which type a name tells.
     *
     * @return the types
     */
    public MediaTypes types() {
        return types;
    }

    /**
     * Other types.
     *
     * @param newTypes the types
     * @return the changed copy
     */
    public StaticOptions withTypes(MediaTypes newTypes) {
        StaticOptions copy = copy();
        copy.types = newTypes;
        return copy;
    }

    /**
     * What answers say of being kept by clients, {@code Cache-Control}.
     *
     * @return the field's value; empty for no such field
     */
    public Optional<String> cacheControl() {
        return Optional.ofNullable(cacheControl);
    }

    /**
     * Has answers say how they may be kept by clients.
     *
     * @param value of {@code Cache-Control}, for example {@code max-age=3600}
     * @return the changed copy
     * @throws IllegalArgumentException if it cannot be the value of a field
     */
    public StaticOptions withCacheControl(String value) {
        StaticOptions copy = copy();
        copy.cacheControl = FieldRules.requireValue("Cache-Control", value);
        return copy;
    }

    /**
     * How much memory files are kept in.
     *
     * @return bytes, half a KiB for each file included
     */
    public long cacheBytes() {
        return cacheBytes;
    }

    /**
     * Keeps small files in another amount of memory.
     *
     * @param bytes 0 to keep none
     * @return the changed copy
     */
    public StaticOptions withCacheBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a cache has 0 bytes or more, not " + bytes);
        }
        StaticOptions copy = copy();
        copy.cacheBytes = bytes;
        return copy;
    }

    /**
     * How long a file may be that is kept in memory.
     *
     * @return bytes
     */
    public int cachedFileBytes() {
        return cachedFileBytes;
    }

    /**
     * Keeps files up to another length in memory. Longer ones are sent by {@code sendfile(2)}.
     *
     * @param bytes 0 to 1 MiB
     * @return the changed copy
     */
    public StaticOptions withCachedFileBytes(int bytes) {
        if (bytes < 0 || bytes > LARGEST_CACHED) {
            throw new IllegalArgumentException(
                    "files of 0 to " + LARGEST_CACHED + " bytes are kept in memory, not of " + bytes);
        }
        StaticOptions copy = copy();
        copy.cachedFileBytes = bytes;
        return copy;
    }

    /**
     * For how long a file in memory is sent without looking whether it has changed.
     *
     * @return 1 s unless changed
     */
    public Duration staleness() {
        return staleness;
    }

    /**
     * Looks at another time whether a file in memory has changed: its inode, length and both its times.
     *
     * @param longest for how long not to look; zero to look each time, which costs three system calls
     * @return the changed copy
     */
    public StaticOptions withStaleness(Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("a file is stale for no time or some, not for " + longest);
        }
        StaticOptions copy = copy();
        copy.staleness = longest;
        return copy;
    }

    /**
     * Where files are opened and read, other than on the loop.
     *
     * @return the executor; empty for the loop's thread
     */
    public Optional<Executor> disk() {
        return Optional.ofNullable(disk);
    }

    /**
     * Opens and reads files, and makes listings, elsewhere: for slow disks and network file systems, on which the first access to a file would hold the
     * loop for as long as it takes. What is sent by {@code sendfile(2)} is read by the loop still, which the kernel reads ahead of.
     *
     * @param executor runs tasks on threads of its own; one that refuses a task has the request answered with 503
     * @return the changed copy
     */
    public StaticOptions withDisk(Executor executor) {
        StaticOptions copy = copy();
        copy.disk = executor;
        return copy;
    }
}

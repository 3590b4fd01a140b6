package dev.carillon.http.server;

import dev.carillon.http.ContentCoding;
import dev.carillon.http.MediaTypes;
import dev.carillon.linux.Directory;
import dev.carillon.linux.FileFd;
import dev.carillon.linux.FileStatus;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Opened;
import dev.carillon.linux.PathName;
import dev.carillon.linux.StreamFd;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what a path stands for, in memory or on disk. Safe from any thread. */
final class FileFinder {
    private static final List<ContentCoding> VARIANTS = List.of(ContentCoding.BROTLI, ContentCoding.GZIP);
    /** How often a file is read again that changes while it is read. */
    private static final int TRIES = 3;

    private final Directory root;
    private final StaticOptions options;
    private final FileCache cache;
    private final InstantSource clock;

    FileFinder(Directory root, StaticOptions options, FileCache cache, InstantSource clock) {
        this.root = root;
        this.options = options;
        this.cache = cache;
        this.clock = clock;
    }

    /** Whether files of a type may lie there compressed, too. */
    static boolean hasVariants(String type, StaticOptions options) {
        return options.precompressed() && MediaTypes.isCompressible(type);
    }

    /** What can be said without a system call; null if the disk has to be asked. */
    @Nullable
    StoredFile inMemory(SitePath path, List<String> acceptEncoding) {
        if (!path.isDirectory()) {
            return fileInMemory(path.name(), acceptEncoding);
        }
        // A later index counts only if those before it are known to be missing, which is not kept.
        return options.indexes().isEmpty()
                ? null
                : fileInMemory(path.resolve(options.indexes().getFirst()).name(), acceptEncoding);
    }

    private @Nullable StoredFile fileInMemory(String name, List<String> acceptEncoding) {
        long now = clock.millis();
        for (ContentCoding coding : codings(name, acceptEncoding)) {
            FileCache.Entry entry = cache.fresh(new FileCache.Key(name, coding), now);
            if (entry == null) {
                return null;
            }
            if (entry.file() != null) {
                return entry.file();
            }
        }
        return null;
    }

    /** In which codings to look for a file, the one that the client likes best first; never empty. */
    private List<ContentCoding> codings(String name, List<String> acceptEncoding) {
        if (acceptEncoding.isEmpty() || !hasVariants(options.types().of(name), options)) {
            return List.of(ContentCoding.IDENTITY);
        }
        return ContentCoding.order(acceptEncoding, VARIANTS);
    }

    /** What is there. */
    Found find(SitePath path, List<String> acceptEncoding) {
        try {
            return path.isDirectory() ? directory(path, acceptEncoding) : file(path.name(), acceptEncoding);
        } catch (LinuxException e) {
            return new Found.Refused(e);
        }
    }

    private Found directory(SitePath path, List<String> acceptEncoding) {
        for (String index : options.indexes()) {
            Found found = file(path.resolve(index).name(), acceptEncoding);
            if (found instanceof Found.Content) {
                return found;
            }
        }
        if (!options.listings()) {
            return Found.Plain.NOTHING;
        }
        Opened opened = open(path.name());
        if (opened != null && opened.fd() instanceof Directory directory) {
            return new Found.Listed(directory);
        }
        if (opened != null) {
            opened.fd().close();
        }
        return Found.Plain.NOTHING;
    }

    private @Nullable Opened open(String name) {
        return root.openBeneath(PathName.of(name), options.links());
    }

    private Found file(String name, List<String> acceptEncoding) {
        for (ContentCoding coding : codings(name, acceptEncoding)) {
            Found found = file(new FileCache.Key(name, coding));
            if (found != Found.Plain.NOTHING) {
                return found;
            }
        }
        return Found.Plain.NOTHING;
    }

    private Found file(FileCache.Key key) {
        for (int tries = TRIES; ; tries--) {
            long now = clock.millis();
            Opened opened = open(key.name() + key.coding().suffix());
            if (opened == null) {
                return missing(key, now);
            }
            if (!(opened.fd() instanceof FileFd fd)) {
                opened.fd().close();
                return key.coding() == ContentCoding.IDENTITY ? Found.Plain.DIRECTORY : Found.Plain.NOTHING;
            }
            Found.Content content = content(key, fd, opened.status(), tries == 1, now);
            if (content != null) {
                return content;
            }
        }
    }

    /** Only that a compressed file is missing is kept: of other names there are as many as somebody cares to ask for. */
    private Found missing(FileCache.Key key, long now) {
        if (key.coding() == ContentCoding.IDENTITY) {
            cache.remove(key);
        } else {
            cache.put(key, null, now);
        }
        return Found.Plain.NOTHING;
    }

    /**
     * What a file is answered with; null if it has changed while it was read.
     *
     * @param last whether it is sent as it is then
     */
    private Found.@Nullable Content content(FileCache.Key key, FileFd fd, FileStatus status, boolean last, long now) {
        FileCache.Entry known = cache.known(key);
        if (known != null && known.file() != null && known.is(status)) {
            fd.close();
            cache.renew(known, now);
            return new Found.Content(known.file(), null);
        }
        boolean mayKeep = status.size() <= options.cachedFileBytes() && cache.mayKeep(status.size());
        if (last || !mayKeep || StoredFile.isUnsettled(status, now)) {
            cache.remove(key);
            return new Found.Content(stored(key, status, null, now), fd);
        }
        try (fd) {
            byte[] bytes = read(fd, status);
            if (bytes == null) {
                return null;
            }
            StoredFile file = stored(key, status, bytes, now);
            cache.put(key, file, now);
            return new Found.Content(file, null);
        }
    }

    private StoredFile stored(FileCache.Key key, FileStatus status, byte @Nullable [] bytes, long now) {
        return new StoredFile(status, options.types().of(key.name()), key.coding(), options, bytes, now);
    }

    /** All of it; null if it is not what it was when it was opened. */
    private static byte @Nullable [] read(FileFd fd, FileStatus status) {
        byte[] bytes = new byte[(int) status.size() + 1]; // one more, to see that there is no more
        ByteBuffer buffer = ByteBuffer.wrap(bytes); // copied by pieces: direct memory would be garbage
        while (buffer.hasRemaining() && fd.read(buffer) != StreamFd.END) {
            // the next piece
        }
        boolean isSame = buffer.position() == status.size() && fd.status().equals(status);
        return isSame ? Arrays.copyOf(bytes, bytes.length - 1) : null;
    }
}

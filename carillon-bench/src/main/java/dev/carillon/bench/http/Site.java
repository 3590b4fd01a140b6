package dev.carillon.bench.http;

import dev.carillon.bench.load.TlsKey;
import dev.carillon.bench.machine.Children;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * What the servers serve and what they are asked, in files of a directory that is removed when the JVM ends.
 *
 * @param directory the files below their paths
 * @param key that they show over TLS
 * @param made when they began to be written, by {@link System#nanoTime}
 */
record Site(Path directory, TlsKey key, long made) {
    /** Before, a server may say that a file is still being changed, and later no more: answers would differ. */
    private static final long SETTLED = TimeUnit.SECONDS.toNanos(5);

    private static final int LINE = 64;

    static Site create() throws Children.Failure {
        try {
            Path directory = Files.createTempDirectory("carillon-bench-http");
            directory.toFile().deleteOnExit(); // what is noted last goes first
            Site site = new Site(directory, TlsKey.create(), System.nanoTime());
            for (Resource resource : Resource.values()) {
                if (resource.isFile()) {
                    site.write(resource.path().substring(1), resource.body());
                }
                site.write("ask-" + resource.name(), resource.request());
            }
            return site;
        } catch (IOException e) {
            throw new Children.Failure("no directory for HTTP servers: " + e.getMessage());
        }
    }

    /** Waits until the files are no new ones. */
    void awaitSettled() throws Children.Failure {
        try {
            TimeUnit.NANOSECONDS.sleep(made + SETTLED - System.nanoTime());
        } catch (InterruptedException e) {
            throw new Children.Failure("interrupted");
        }
    }

    /** The file with the request. */
    Path request(Resource resource) {
        return directory.resolve("ask-" + resource.name());
    }

    /** Makes a file, and the directory it is in. */
    Path write(String name, byte[] bytes) throws Children.Failure {
        try {
            Path file = directory.resolve(name);
            if (!Files.isDirectory(file.getParent())) {
                Files.createDirectory(file.getParent()).toFile().deleteOnExit();
            }
            file.toFile().deleteOnExit();
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new Children.Failure("no file for HTTP servers: " + e.getMessage());
        }
    }

    /** The key and the certificate as PEM, for who does not read PKCS#12. */
    Path pem() throws Children.Failure {
        try {
            KeyStore store = key.store();
            String alias = store.aliases().nextElement();
            String text =
                    pem("PRIVATE KEY", store.getKey(alias, TlsKey.password()).getEncoded())
                            + pem("CERTIFICATE", store.getCertificate(alias).getEncoded());
            return write("key.pem", text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException | IOException e) {
            throw new Children.Failure("no PEM of the TLS key: " + e.getMessage());
        }
    }

    private static String pem(String what, byte[] bytes) {
        String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }
}

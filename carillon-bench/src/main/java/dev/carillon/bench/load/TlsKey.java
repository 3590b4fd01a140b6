package dev.carillon.bench.load;

import dev.carillon.bench.machine.Children;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The key and certificate that every server over TLS shows, and that the load trusts: EC P-256 in a PKCS#12 file, which
 * they all can read. Its password is no secret: the file goes when the run ends, and only this machine is served with it.
 *
 * @param file the PKCS#12 file
 */
public record TlsKey(Path file) {
    /** The C server has it written down itself. */
    private static final String PASSWORD = "carillon";

    public static char[] password() {
        return PASSWORD.toCharArray();
    }

    /** Makes one with {@code keytool(1)} of the JDK; removed when the JVM ends. */
    public static TlsKey create() throws Children.Failure {
        try {
            Path directory = Files.createTempDirectory("carillon-bench");
            directory.toFile().deleteOnExit();
            Path file = directory.resolve("key.p12");
            file.toFile().deleteOnExit();
            String keytool = System.getProperty("java.home") + "/bin/keytool";
            String key = "-genkeypair -alias key -keyalg EC -groupname secp256r1 -validity 2 -dname CN=localhost";
            String store = " -ext san=dns:localhost -storetype PKCS12 -storepass " + PASSWORD + " -keystore";
            List<String> command = new ArrayList<>(List.of(keytool));
            command.addAll(List.of((key + store).split(" ", -1)));
            command.add(file.toString());
            Children.run(30, command);
            return new TlsKey(file);
        } catch (IOException e) {
            throw new Children.Failure("no directory for a TLS key: " + e.getMessage());
        }
    }

    /** For servers on bare JSSE. */
    public KeyManagerFactory keys() throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store(), password());
        return keys;
    }

    /** The key and the certificate. */
    public KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(file)) {
            store.load(input, password());
        }
        return store;
    }

    /** A connection over TLS to a server that shows it. */
    public Socket connect(InetAddress address, int port) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", store().getCertificate("key"));
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory().createSocket(address, port);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}

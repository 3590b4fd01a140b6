package dev.carillon.monitor.action;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;

/**
 * The classes of Jakarta Mail, by name: they are in a directory of their own beside the monitor's jar, and loaded by who sends mail
 * only. Where there is no such directory, as in a test, they are looked for on the class path. The only class that names them.
 */
final class MailLibrary {
    private static final String DIRECTORY = "mail";
    private static final String PREFIX = "jakarta.mail.";
    private static final String UTF_8 = "UTF-8";

    private final ClassLoader loader;

    private MailLibrary(ClassLoader loader) {
        this.loader = loader;
    }

    static MailLibrary installed() throws IOException {
        try {
            Path jar = Path.of(MailLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path directory = jar.resolveSibling(DIRECTORY);
            return new MailLibrary(
                    Files.isDirectory(directory)
                            ? new URLClassLoader(DIRECTORY, jars(directory), ClassLoader.getPlatformClassLoader())
                            : ClassLoader.getSystemClassLoader());
        } catch (URISyntaxException e) {
            throw new IOException("where the monitor's own jar is cannot be told", e);
        }
    }

    private static URL[] jars(Path directory) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path file : files) {
                jars.add(file.toUri().toURL());
            }
        }
        return jars.toArray(URL[]::new);
    }

    /**
     * What is sent.
     *
     * @param id its Message-ID, the same if it is sent again
     * @param header what an X-Carillon-Id says
     */
    record Mail(String from, List<String> to, String subject, String text, String id, String header) {}

    /**
     * Sends one.
     *
     * @param properties those of the library, with the server's address
     * @param user who logs in; empty for nobody
     */
    void send(Properties properties, Mail mail, String user, String password) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader); // it looks for its own parts there
        try {
            sendByNames(properties, mail, user, password);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void sendByNames(Properties properties, Mail mail, String user, String password)
            throws ReflectiveOperationException {
        Class<?> sessions = type("Session");
        Object session = sessions.getMethod("getInstance", Properties.class).invoke(null, properties);
        Class<?> messages = type("internet.MimeMessage");
        Object message = messages.getConstructor(sessions).newInstance(session);
        messages.getMethod("setFrom", String.class).invoke(message, mail.from);
        Class<?> recipients = type("Message$RecipientType");
        messages.getMethod("setRecipients", recipients, String.class)
                .invoke(message, recipients.getField("TO").get(null), String.join(",", mail.to));
        messages.getMethod("setSubject", String.class, String.class).invoke(message, mail.subject, UTF_8);
        messages.getMethod("setText", String.class, String.class).invoke(message, mail.text, UTF_8);
        messages.getMethod("setSentDate", Date.class).invoke(message, Date.from(Instant.now()));
        messages.getMethod("saveChanges").invoke(message);
        Method header = messages.getMethod("setHeader", String.class, String.class);
        header.invoke(message, "Message-ID", mail.id); // after it was saved, which makes one up
        header.invoke(message, "X-Carillon-Id", mail.header);
        header.invoke(message, "Auto-Submitted", "auto-generated");
        Object addresses = messages.getMethod("getAllRecipients").invoke(message);
        transmit(
                sessions.getMethod("getTransport", String.class).invoke(session, "smtp"),
                message,
                addresses,
                user,
                password);
    }

    private void transmit(Object transport, Object message, Object addresses, String user, String password)
            throws ReflectiveOperationException {
        Class<?> transports = type("Transport");
        try {
            if (user.isEmpty()) {
                transports.getMethod("connect").invoke(transport);
            } else {
                transports.getMethod("connect", String.class, String.class).invoke(transport, user, password);
            }
            transports
                    .getMethod("sendMessage", type("Message"), type("Address").arrayType())
                    .invoke(transport, message, addresses);
        } finally {
            transports.getMethod("close").invoke(transport);
        }
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(PREFIX + name, true, loader);
    }
}

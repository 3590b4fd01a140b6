package dev.carillon.net.tls;

import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;

/**
 * What JSSE tells those who choose and check certificates during a handshake, and nobody afterwards. It is bound to the
 * session that an engine has before its handshake is done, which stands for none and is its own: a value bound to the session
 * which is being made would keep that from going into a ticket.
 *
 * <p>As a matcher it makes sure that a session of one name is not gone on with under another; it accepts any name.
 */
final class HandshakeNotes extends SNIMatcher {
    private static final String KEY = HandshakeNotes.class.getName();

    private String serverName = "";
    private boolean full;

    private HandshakeNotes() {
        super(StandardConstants.SNI_HOST_NAME);
    }

    /** For a new engine. */
    static HandshakeNotes attach(SSLEngine engine) {
        HandshakeNotes notes = new HandshakeNotes();
        engine.getSession().putValue(KEY, notes);
        return notes;
    }

    /** Of an engine whose handshake is not done. */
    static HandshakeNotes of(SSLEngine engine) {
        return (HandshakeNotes) engine.getSession().getValue(KEY);
    }

    @Override
    public boolean matches(SNIServerName asked) {
        if (asked instanceof SNIHostName host) {
            note(host.getAsciiName().toLowerCase(Locale.ROOT));
        }
        return true;
    }

    void note(String name) {
        serverName = name;
    }

    /** The name asked for, in lower case, or "". */
    String serverName() {
        return serverName;
    }

    /** A certificate is chosen or checked for a session which is being made: none is resumed. */
    void noteCertificate(SSLEngine engine) {
        full |= engine.getHandshakeSession() != null;
    }

    boolean isFull() {
        return full;
    }
}

package dev.carillon.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that a client is asked to keep (RFC 6265 §4.1): {@code exchange.field("Set-Cookie", cookie.toString())}. Unless
 * told otherwise it is for the whole host ({@code Path=/}), ends with the browser's session, is hidden from scripts and is
 * not sent with requests that other sites cause ({@code HttpOnly; SameSite=Lax}). Immutable.
 */
public final class SetCookie {
    /** Longer ones are dropped by browsers, without a word. */
    private static final int MOST = 4096;

    /** With which requests that other sites cause a cookie is sent. */
    public enum SameSite {
        /** With none. */
        STRICT("Strict"),
        /** Where the address in the browser changes, and the method is safe. */
        LAX("Lax"),
        /** With all; browsers want it to be secure. */
        NONE("None");

        private final String word;

        SameSite(String word) {
            this.word = word;
        }
    }

    private final String name;
    private final String value;
    private String path = "/";
    private @Nullable String domain;
    private @Nullable Duration maxAge;
    private boolean isSecure;
    private boolean isForScripts;
    private SameSite sameSite = SameSite.LAX;

    private SetCookie(String name, String value) {
        this.name = name;
        this.value = value;
    }

    /**
     * One of that name.
     *
     * @param name a token; {@code __Host-} and {@code __Secure-} before it make it secure
     * @param value visible ASCII without {@code " , ; \}
     * @return the cookie
     * @throws IllegalArgumentException if name or value are of other characters
     */
    public static SetCookie of(String name, String value) {
        if (!FieldRules.isName(name)) {
            throw new IllegalArgumentException(
                    "cookie name \"" + name + "\": only letters, digits and !#$%&'*+-.^_`|~");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= 0x20 || c >= 0x7f || "\",;\\".indexOf(c) >= 0) {
                throw new IllegalArgumentException("cookie " + name
                        + ": the value may have visible ASCII without \" , ; \\ (encode it, with base64url for"
                        + " example)");
            }
        }
        SetCookie cookie = new SetCookie(name, value);
        cookie.isSecure = name.startsWith("__Host-") || name.startsWith("__Secure-");
        return cookie;
    }

    /**
     * Asks to forget one. Path and domain must be those it was set with.
     *
     * @param name its name
     * @return the cookie, with an age of 0
     */
    public static SetCookie forget(String name) {
        return of(name, "").withMaxAge(Duration.ZERO);
    }

    private SetCookie copy() {
        SetCookie copy = new SetCookie(name, value);
        copy.path = path;
        copy.domain = domain;
        copy.maxAge = maxAge;
        copy.isSecure = isSecure;
        copy.isForScripts = isForScripts;
        copy.sameSite = sameSite;
        return copy;
    }

    /**
     * Sends it with requests below a path only.
     *
     * @param prefix begins with a slash; no {@code ;}
     * @return a changed copy
     * @throws IllegalArgumentException if it does not
     */
    public SetCookie withPath(String prefix) {
        if (!prefix.startsWith("/") || prefix.indexOf(';') >= 0 || !FieldRules.isValue(prefix)) {
            throw new IllegalArgumentException("cookie path \"" + prefix + "\": /…, without ; and controls");
        }
        SetCookie copy = copy();
        copy.path = prefix;
        return copy;
    }

    /**
     * Sends it to the hosts below a domain too; without, only to the host that has set it.
     *
     * @param name the domain
     * @return a changed copy
     * @throws IllegalArgumentException if it is no name of a host
     */
    public SetCookie withDomain(String name) {
        if (name.isEmpty() || !name.chars().allMatch(c -> Chars.is(c, Chars.HOST))) {
            throw new IllegalArgumentException("cookie domain \"" + name + "\": letters, digits, dots and dashes");
        }
        SetCookie copy = copy();
        copy.domain = name;
        return copy;
    }

    /**
     * Keeps it beyond the browser's session.
     *
     * @param age how long, in whole seconds; zero to forget it
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public SetCookie withMaxAge(Duration age) {
        if (age.isNegative()) {
            throw new IllegalArgumentException("cookie age " + age + ": at least zero");
        }
        SetCookie copy = copy();
        copy.maxAge = age;
        return copy;
    }

    /**
     * Sends it by secure connections only.
     *
     * @return a changed copy
     */
    public SetCookie withSecure() {
        SetCookie copy = copy();
        copy.isSecure = true;
        return copy;
    }

    /**
     * Lets scripts read it.
     *
     * @return a changed copy
     */
    public SetCookie withScripts() {
        SetCookie copy = copy();
        copy.isForScripts = true;
        return copy;
    }

    /**
     * Changes with which requests of other sites it is sent; {@link SameSite#NONE} makes it secure too.
     *
     * @param which with which
     * @return a changed copy
     */
    public SetCookie withSameSite(SameSite which) {
        SetCookie copy = copy();
        copy.sameSite = which;
        copy.isSecure |= which == SameSite.NONE;
        return copy;
    }

    /**
     * The value of the field Set-Cookie.
     *
     * @return name, value and attributes
     * @throws IllegalStateException if browsers would drop it: it has more than 4,096 characters, or is named
     *     {@code __Host-} and has a domain or a path
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append('=').append(value);
        text.append("; Path=").append(path);
        if (domain != null) {
            text.append("; Domain=").append(domain);
        }
        Duration age = maxAge;
        if (age != null) {
            text.append("; Max-Age=").append(age.toSeconds());
        }
        text.append(isSecure ? "; Secure" : "").append(isForScripts ? "" : "; HttpOnly");
        text.append("; SameSite=").append(sameSite.word);
        if (text.length() > MOST) {
            throw new IllegalStateException("cookie " + name + ": " + text.length() + " characters, at most " + MOST);
        }
        if (name.startsWith("__Host-") && (domain != null || !path.equals("/"))) {
            throw new IllegalStateException("cookie " + name + ": neither a domain nor a path but /");
        }
        return text.toString();
    }
}

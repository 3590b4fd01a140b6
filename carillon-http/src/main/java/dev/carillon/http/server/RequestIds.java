package dev.carillon.http.server;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request an id, which goes back with the answer, {@code X-Request-Id}, and into the access log. It is 32 hexadecimal
 * digits: half of them are this process's own, the other half counts. Safe from any thread.
 */
public final class RequestIds implements Filter {
    /** The field, of the request and of the answer. */
    public static final String FIELD = "X-Request-Id";

    private static final int LONGEST = 128;

    private final boolean taking;
    private final String prefix;
    private final AtomicLong last;

    /** What is kept with an exchange. */
    private record RequestId(String value) {}

    private RequestIds(boolean taking) {
        SecureRandom random = new SecureRandom();
        this.taking = taking;
        this.prefix = HexFormat.of().toHexDigits(random.nextLong());
        this.last = new AtomicLong(random.nextInt(Integer.MAX_VALUE)); // it tells nobody how many there were
    }

    /**
     * A new id for each request, whatever it says.
     *
     * @return the filter
     */
    public static RequestIds fresh() {
        return new RequestIds(false);
    }

    /**
     * The id that the request has, or a new one: for servers behind a proxy that sets it. Clients that get through to us choose
     * their ids; one that is longer than 128 characters, or has others than letters, digits and {@code -_.:+/=@}, is not taken.
     *
     * @return the filter
     */
    public static RequestIds taken() {
        return new RequestIds(true);
    }

    @Override
    public void filter(Exchange exchange, HttpHandler next) throws Exception {
        String asked = taking ? exchange.request().field(FIELD) : null;
        String id = asked != null && isValid(asked)
                ? asked
                : prefix + HexFormat.of().toHexDigits(last.incrementAndGet());
        exchange.put(RequestId.class, new RequestId(id));
        exchange.setField(FIELD, id);
        next.handle(exchange);
    }

    static boolean isValid(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && "-_.:+/=@".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The id of a request.
     *
     * @param exchange its exchange
     * @return null if this filter did not see it
     */
    public static @Nullable String of(Exchange exchange) {
        RequestId id = exchange.get(RequestId.class);
        return id == null ? null : id.value;
    }
}

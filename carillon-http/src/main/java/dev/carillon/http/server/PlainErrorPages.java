package dev.carillon.http.server;

import dev.carillon.http.RequestHead;
import dev.carillon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The pages without any decoration. */
final class PlainErrorPages implements ErrorPages {
    @Override
    public Response page(int status, String detail, boolean json) {
        String reason = Status.reason(status);
        if (!json) {
            return Response.text(status, status + " " + reason + "\n" + (detail.isEmpty() ? "" : detail + "\n"));
        }
        String text =
                "{\"status\":" + status + ",\"reason\":\"" + reason + "\",\"detail\":\"" + quoted(detail) + "\"}\n";
        return Response.of(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a client asks for JSON and not for a page to be looked at. */
    static boolean isWantedAsJson(RequestHead request) {
        String accept = request.field("Accept");
        return accept != null && accept.contains("json") && !accept.contains("text/html");
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.toString();
    }
}

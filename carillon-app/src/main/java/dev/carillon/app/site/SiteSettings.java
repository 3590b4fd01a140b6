package dev.carillon.app.site;

import dev.carillon.http.server.BasicAuth;
import dev.carillon.http.server.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A site as somebody wants it.
 *
 * @param place where that is said, for messages
 * @param names the hosts that it is; none if it is whatever host is asked for
 * @param directory whose files it has
 * @param listing whether directories without an index are listed
 * @param compress whether texts are packed on the way
 * @param cache values of {@code Cache-Control}; the first rule for a path counts
 * @param headers fields of all answers; every rule for a path counts, later ones more
 * @param errorPages in place of the plain ones, by status
 * @param auth lets nobody in but whom it knows
 */
public record SiteSettings(
        String place,
        List<HostPattern> names,
        Path directory,
        boolean listing,
        boolean compress,
        List<PathRule<String>> cache,
        List<PathRule<Map<String, String>>> headers,
        Map<Integer, Response> errorPages,
        Optional<BasicAuth> auth) {

    /** A directory, for whatever host is asked for. */
    public static SiteSettings of(String place, Path directory, boolean listing, List<PathRule<String>> cache) {
        return new SiteSettings(
                place, List.of(), directory, listing, true, cache, List.of(), Map.of(), Optional.empty());
    }
}

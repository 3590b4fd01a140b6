import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Chromium without a window, told by the DevTools protocol what to do. */
final class Browser implements AutoCloseable {
    /** A promise that the live page is drawn. */
    static final String DRAWN = "new Promise(done => { const look = () =>"
            + " performance.getEntriesByName('carillon-drawn').length ? setTimeout(done, 1500) : setTimeout(look, 50);"
            + " look(); })";

    private final Process process;
    private String session = "";
    private int lastId;

    private Browser(Process process) {
        this.process = process;
    }

    /** Starts one, with its files in a directory. */
    static Browser start(String profile) throws IOException {
        return new Browser(new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        "exec chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars"
                            + " --remote-debugging-pipe --user-data-dir=\"$0\" about:blank 3<&0 4>&1 >/dev/null 2>&1"
                            + " </dev/null",
                        profile))
                .start());
    }

    /** Opens an empty tab, which knows nothing of what others have fetched; all that follows is said to it. */
    void tab() throws IOException {
        session = "";
        String context = member("browserContextId", call("Target.createBrowserContext", ""));
        String target = member(
                "targetId",
                call("Target.createTarget", "\"url\":\"about:blank\",\"browserContextId\":\"" + context + "\""));
        session =
                member("sessionId", call("Target.attachToTarget", "\"flatten\":true,\"targetId\":\"" + target + "\""));
    }

    /** What a script is, once the promise that it is was kept. */
    String evaluate(String script) throws IOException {
        return member(
                "value",
                call(
                        "Runtime.evaluate",
                        "\"awaitPromise\":true,\"returnByValue\":true,\"expression\":\"Promise.resolve(" + script
                                + ").then(String)\""));
    }

    String call(String method, String parameters) throws IOException {
        lastId++;
        String of = session.isEmpty() ? "" : ",\"sessionId\":\"" + session + "\"";
        String message =
                "{\"id\":" + lastId + ",\"method\":\"" + method + "\"" + of + ",\"params\":{" + parameters + "}}\0";
        process.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        while (true) {
            String answer = next();
            if (answer.startsWith("{\"id\":" + lastId + ",")) {
                return answer;
            }
        }
    }

    private String next() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int next = process.getInputStream().read();
                next != 0;
                next = process.getInputStream().read()) {
            if (next < 0) {
                throw new IOException("Chromium has ended");
            }
            message.write(next);
        }
        return message.toString(StandardCharsets.UTF_8);
    }

    /** The text of a member. */
    static String member(String name, String message) throws IOException {
        int begin = message.indexOf("\"" + name + "\":\"");
        if (begin < 0) {
            throw new IOException("no " + name + " in " + message);
        }
        begin += name.length() + 4;
        return message.substring(begin, message.indexOf('"', begin));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join(); // or it would write to its profile while that is removed
    }
}

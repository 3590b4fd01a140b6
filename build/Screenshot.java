import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * {@code java build/Screenshot.java URL FILE WIDTH HEIGHT light|dark PROFILE}: what Chromium shows of the live page once it is drawn, as
 * PNG. By the DevTools protocol, as {@code --screenshot} does not wait for what a page fetches. PROFILE is a directory for its files.
 */
public final class Screenshot {
    private static final String DRAWN = "new Promise(done => { const look = () =>"
            + " performance.getEntriesByName('carillon-drawn').length ? setTimeout(done, 1500) : setTimeout(look, 50);"
            + " look(); })";

    private final Process browser;
    private String session = "";
    private int lastId;

    private Screenshot(Process browser) {
        this.browser = browser;
    }

    public static void main(String[] args) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        "exec chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars"
                            + " --remote-debugging-pipe --user-data-dir=\"$0\" about:blank 3<&0 4>&1 >/dev/null 2>&1"
                            + " </dev/null",
                        args[5]))
                .start();
        try {
            byte[] png = new Screenshot(process).take(args);
            Files.write(Path.of(args[1]), png);
        } finally {
            process.destroy();
            process.onExit().join(); // or it would write to its profile while that is removed
        }
    }

    private byte[] take(String[] args) throws IOException {
        String target = member("targetId", call("Target.createTarget", "\"url\":\"about:blank\""));
        session =
                member("sessionId", call("Target.attachToTarget", "\"flatten\":true,\"targetId\":\"" + target + "\""));
        call(
                "Emulation.setDeviceMetricsOverride",
                "\"deviceScaleFactor\":1,\"mobile\":false,\"width\":" + args[2] + ",\"height\":" + args[3]);
        call(
                "Emulation.setEmulatedMedia",
                "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + args[4] + "\"}]");
        call("Page.navigate", "\"url\":\"" + args[0] + "\"");
        call("Runtime.evaluate", "\"awaitPromise\":true,\"expression\":\"" + DRAWN + "\"");
        return Base64.getDecoder().decode(member("data", call("Page.captureScreenshot", "\"format\":\"png\"")));
    }

    private String call(String method, String parameters) throws IOException {
        lastId++;
        String of = session.isEmpty() ? "" : ",\"sessionId\":\"" + session + "\"";
        String message =
                "{\"id\":" + lastId + ",\"method\":\"" + method + "\"" + of + ",\"params\":{" + parameters + "}}\0";
        browser.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
        browser.getOutputStream().flush();
        while (true) {
            String answer = next();
            if (answer.startsWith("{\"id\":" + lastId + ",")) {
                return answer;
            }
        }
    }

    private String next() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int next = browser.getInputStream().read();
                next != 0;
                next = browser.getInputStream().read()) {
            if (next < 0) {
                throw new IOException("Chromium has ended");
            }
            message.write(next);
        }
        return message.toString(StandardCharsets.UTF_8);
    }

    private static String member(String name, String message) throws IOException {
        int begin = message.indexOf("\"" + name + "\":\"");
        if (begin < 0) {
            throw new IOException("no " + name + " in " + message);
        }
        begin += name.length() + 4;
        return message.substring(begin, message.indexOf('"', begin));
    }
}

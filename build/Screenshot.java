import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * {@code java build/Screenshot.java URL FILE WIDTH HEIGHT light|dark PROFILE}: what Chromium shows of the live page once it is drawn, as
 * PNG. By the DevTools protocol, as {@code --screenshot} does not wait for what a page fetches. PROFILE is a directory for its files.
 */
public final class Screenshot {
    private Screenshot() {}

    public static void main(String[] args) throws IOException {
        try (Browser browser = Browser.start(args[5])) {
            browser.tab();
            browser.call(
                    "Emulation.setDeviceMetricsOverride",
                    "\"deviceScaleFactor\":1,\"mobile\":false,\"width\":" + args[2] + ",\"height\":" + args[3]);
            browser.call(
                    "Emulation.setEmulatedMedia",
                    "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + args[4] + "\"}]");
            browser.call("Page.navigate", "\"url\":\"" + args[0] + "\"");
            browser.evaluate(Browser.DRAWN);
            String png = Browser.member("data", browser.call("Page.captureScreenshot", "\"format\":\"png\""));
            Files.write(Path.of(args[1]), Base64.getDecoder().decode(png));
        }
    }
}

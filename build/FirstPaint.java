import java.io.IOException;
import java.util.Arrays;

/**
 * {@code java build/FirstPaint.java URL TIMES PROFILE}: how long it takes until Chromium shows anything of the live page, and until all of
 * it is drawn, in milliseconds from the navigation on. Each time nothing of it is known from before. Exits with 1 if the first of these
 * takes more than 300 ms, as a rule (median).
 */
public final class FirstPaint {
    private static final int MOST = 300;
    private static final String PAINT = "new Promise(done => { const look = () => {"
            + " const [paint] = performance.getEntriesByName('first-contentful-paint');"
            + " const [drawn] = performance.getEntriesByName('carillon-drawn');"
            + " paint && drawn ? done(paint.startTime + ' ' + drawn.startTime) : setTimeout(look, 50); }; look(); })";

    private FirstPaint() {}

    public static void main(String[] args) throws IOException {
        int times = Integer.parseInt(args[1]);
        double[] paint = new double[times];
        double[] drawn = new double[times];
        try (Browser browser = Browser.start(args[2])) {
            for (int i = 0; i < times; i++) {
                browser.tab();
                browser.call("Page.navigate", "\"url\":\"" + args[0] + "\"");
                String[] told = browser.evaluate(PAINT).split(" ", -1);
                paint[i] = Double.parseDouble(told[0]);
                drawn[i] = Double.parseDouble(told[1]);
            }
        }
        Arrays.sort(paint);
        Arrays.sort(drawn);
        System.out.printf(
                "first paint: %.0f ms, drawn: %.0f ms (medians of %d; worst %.0f and %.0f)%n",
                paint[times / 2], drawn[times / 2], times, paint[times - 1], drawn[times - 1]);
        System.exit(paint[times / 2] > MOST ? 1 : 0);
    }
}

package dev.carillon.bench.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * A page of HTML that is one file: plots within it, no scripts, nothing fetched. It is well-formed XML as well. For one
 * thread.
 */
public final class Page {
    private static final String STYLE = """
        :root { color-scheme: light; --ours: #0072B2; --other: #8a8a8a; --rule: #ddd; }
        body { margin: 0 auto; padding: 1rem; max-width: 62rem; background: #fff; color: #1b1b1b;
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: .5rem 0; }
        h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
        figure { margin: 1.25rem 0; } figcaption { font-weight: 600; margin-bottom: .25rem; }
        svg { width: 100%; height: auto; display: block; }
        .wide { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-size: .8rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
        th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--rule); text-align: right; }
        th { background: #f5f5f5; } .l { text-align: left; }
        code, pre { font-family: ui-monospace, monospace; font-size: .8rem; background: #f5f5f5; }
        pre { padding: .7rem; overflow-x: auto; } code { padding: .1rem .3rem; overflow-wrap: anywhere; }
        nav a { margin-right: 1rem; white-space: nowrap; } a { color: #00598c; }
        summary { cursor: pointer; color: #00598c; }
        .bar { display: grid; grid-template-columns: 10rem 1fr 11rem; gap: .6rem; align-items: center;
          font-size: .85rem; font-variant-numeric: tabular-nums; margin: .2rem 0; }
        .bar b { background: #f3f3f3; } .bar i { display: block; height: 1rem; background: var(--other); }
        .ours i { background: var(--ours); } .ours span { font-weight: 600; } .bar em { font-style: normal; }
        figure { overflow-x: auto; }
        @media (max-width: 34rem) { svg { min-width: 36rem; } .bar { grid-template-columns: 1fr 1fr; gap: 0 .5rem; }
          .bar b { grid-column: 1 / 3; grid-row: 2; } .bar em { text-align: right; } }
        """;

    /** Rows of a table that is open from the start. */
    private static final int MOST_OPEN = 45;

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final List<String> sections = new ArrayList<>();
    private final List<String> plots = new ArrayList<>();

    /**
     * An empty page.
     *
     * @param title its heading
     */
    public Page(String title) {
        this.title = title;
    }

    /**
     * Text as it can stand in HTML and XML, in an attribute too.
     *
     * @param text any
     * @return the same with entities
     */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]", " ");
    }

    /**
     * Begins a section, which the list at the top leads to.
     *
     * @param heading its name
     */
    public void section(String heading) {
        sections.add(heading);
        body.append("<h2 id=\"s")
                .append(sections.size())
                .append("\">")
                .append(escaped(heading))
                .append("</h2>\n");
    }

    /**
     * Adds a paragraph.
     *
     * @param words plain text
     */
    public void text(String words) {
        body.append("<p>").append(escaped(words)).append("</p>\n");
    }

    /**
     * Adds lines as they are.
     *
     * @param words plain text
     */
    public void lines(String words) {
        body.append("<pre>").append(escaped(words)).append("</pre>\n");
    }

    /**
     * Adds a list.
     *
     * @param items plain texts; nothing is added if there are none
     */
    public void list(List<String> items) {
        if (!items.isEmpty()) {
            body.append("<ul>\n");
            items.forEach(item -> body.append("<li>").append(escaped(item)).append("</li>\n"));
            body.append("</ul>\n");
        }
    }

    /**
     * Adds a plot; one that has nothing to show, or for which this JVM has no fonts, is left out, the latter with a word.
     *
     * @param plot what to draw
     */
    public void plot(Plot plot) {
        if (plot.isEmpty()) {
            return;
        }
        try {
            String svg = plot.svg("p" + plots.size() + "-");
            plots.add(svg);
            body.append("<figure><figcaption>").append(escaped(plot.title())).append("</figcaption>\n");
            body.append(svg).append("</figure>\n");
        } catch (LinkageError | RuntimeException e) {
            text("The plot \"" + plot.title() + "\" could not be drawn: " + e);
        }
    }

    /**
     * Adds bars.
     *
     * @param bars left out if there are none
     */
    public void bars(Bars bars) {
        if (!bars.isEmpty()) {
            body.append(bars.html());
        }
    }

    /**
     * Adds a table; a long one is opened when it is wanted.
     *
     * @param name what it has
     * @param left how many columns are words
     * @param head names of the columns
     * @param rows the cells; nothing is added if there are none
     */
    public void table(String name, int left, List<String> head, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        body.append("<details")
                .append(rows.size() <= MOST_OPEN ? " open=\"open\"" : "")
                .append("><summary>")
                .append(escaped(name))
                .append("</summary>\n<div class=\"wide\"><table>\n");
        row("th", left, head);
        rows.forEach(row -> row("td", left, row));
        body.append("</table></div></details>\n");
    }

    private void row(String cell, int left, List<String> words) {
        body.append("<tr>");
        for (int i = 0; i < words.size(); i++) {
            body.append('<').append(cell).append(i < left ? " class=\"l\">" : ">");
            body.append(escaped(words.get(i))).append("</").append(cell).append('>');
        }
        body.append("</tr>\n");
    }

    /**
     * All plots, one below the other, as one file.
     *
     * @return SVG with its head; empty if there is no plot
     */
    public String svg() {
        if (plots.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(Plot.TOTAL_WIDTH + " ")
                .append(plots.size() * Plot.TOTAL_HEIGHT)
                .append("\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        for (int i = 0; i < plots.size(); i++) {
            int top = i * Plot.TOTAL_HEIGHT;
            text.append(Plot.heading(plots.get(i), top));
            text.append(plots.get(i).replaceFirst("<svg ", Plot.place(top)));
        }
        return text.append("</svg>\n").toString();
    }

    /**
     * The whole.
     *
     * @return HTML 5, and XML
     */
    public String html() {
        StringBuilder text =
                new StringBuilder("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n");
        text.append("<head>\n<meta charset=\"utf-8\"/>\n");
        text.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>");
        text.append(escaped(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>");
        text.append(escaped(title)).append("</h1>\n<nav>");
        for (int i = 0; i < sections.size(); i++) {
            text.append("<a href=\"#s" + (i + 1) + "\">")
                    .append(escaped(sections.get(i)))
                    .append("</a> ");
        }
        return text.append("</nav>\n").append(body).append("</body>\n</html>\n").toString();
    }
}

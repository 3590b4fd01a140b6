package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.WrongConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of {@code carillon serve -c}, as they are read. */
class ServeFileTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeFiles() throws IOException {
        file = directory.resolve("serve.toml");
        Files.createDirectory(directory.resolve("site"));
        Files.writeString(directory.resolve("page.html"), "<p>sorry</p>");
        Files.writeString(directory.resolve("nobodies"), "");
        Files.writeString(directory.resolve("site/users"), "");
        Files.writeString(directory.resolve("users"), "me:secret\nnobody\n");
    }

    private List<String> problems(String text) throws IOException {
        Files.writeString(file, text);
        try {
            ServeFile.read(file, true);
            return List.of();
        } catch (WrongConfiguration e) {
            return e.lines().stream()
                    .map(line -> line.replace(directory + "/", ""))
                    .toList();
        }
    }

    /** In each case after a site that is right. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[site.b]\\n"
                    + "names = [\"b\"] | 3:1: site.b.directory is missing; allowed: a directory that can be searched",
                "[site.b]\\n"
                        + "directory = \"none\"\\n"
                        + "names = [\"b\"] | 4:1: site.b.directory = \"none\": there is no such directory",
                "[site.b]\\n"
                        + "directory = \"page.html\"\\n"
                        + "names = [\"b\"] | 4:1: site.b.directory = \"page.html\": that is no directory",
                "[site.b]\\n"
                        + "directory = \"site\" | 3:1: site.b.names is missing; allowed: one site without names, which"
                        + " site.a is",
                "names = [\"a b\"] | 3:10: site.a.names = \"a b\"; allowed: the name of a host without a port",
                "names = [\"a\"]\\n"
                        + "[site.b]\\n"
                        + "directory = \"site\"\\n"
                        + "names = [\"A\"] | 6:1: site.b.names: a is a name of site.a",
                "cache = { \"a/b\" = \"no-store\" } | 3:11: site.a.cache.\"a/b\": a pattern with a slash begins with"
                        + " one: /a/b",
                "cache = { \"*\" = \"a\\u0007b\" } | 3:11: site.a.cache.\"*\" = \"a\\u0007b\": field Cache-Control: ",
                "headers = { \"*\" = { \"a b\" = \"c\" } } | 3:21: site.a.headers.\"*\".\"a b\" = \"c\": field name"
                        + " \"a b\": only",
                "headers = { \"*\" = \"x\" } | 3:13: site.a.headers.\"*\" = \"x\"; allowed: a table",
                "errors = { 404 = \"none.html\" } | 3:12: site.a.errors.404 = \"none.html\": there is no such file",
                "errors = { 200 = \"page.html\" } | 3:12: site.a.errors.200: that is no error's status; allowed: 400"
                        + " to 599",
                "auth = { realm = \"x\" } | 3:1: site.a.auth.users is missing",
                "auth = { users = \"users\" } | 3:10: site.a.auth.users: users, line 2 has no colon; allowed:"
                        + " NAME:PASSWORD",
                "auth = { users = \"site/users\" } | 3:10: site.a.auth.users: site/users is served by site.a; allowed:"
                        + " a file",
                "[listen.b]\\n"
                        + "address = \":1\"\\n"
                        + "sites = [] | 5:1: listen.b.sites: there is none; allowed: names, or no such key for all",
                "auth = { users = \"nobodies\", realm = \"a\\u0007\" } | 3:30: site.a.auth.realm = \"a\\u0007\": ",
                "[listen.b]\\n"
                        + "address = \":1\"\\n"
                        + "[metrics]\\n"
                        + "address = \":1\" | 6:1: metrics.address: 127.0.0.1:1 is that of listen.b; allowed: one that",
                "[listen.b]\\n"
                        + "address = \"unix:/\" | 4:1: listen.b.address = \"unix:/\": \"/\" is a directory,"
                        + " no Unix socket",
                "[listen.\"\\u000a\"]\\n"
                        + "address = \":1\" | 3:1: listen.\"\\u000A\": that is no name; allowed: something",
                "[listen.b] | 3:1: listen.b.address is missing; allowed: HOST:PORT",
                "[listen.b]\\naddress = \"80\" | 4:1: listen.b.address = \"80\": \"80\" is no address",
                "[listen.b]\\n"
                        + "address = \":70000\" | 4:1: listen.b.address = \":70000\": \"70000\" is no port: 0 to 65535",
                "[listen.b]\\n"
                        + "address = \":1\"\\n"
                        + "[listen.c]\\n"
                        + "address = \":1\" | 6:1: listen.c.address: 127.0.0.1:1 is that of listen.b",
                "[listen.b]\\naddress = \":1\"\\nsites = [\"x\"] | 5:1: listen.b.sites: there is no site x; allowed: a",
                "[listen.b]\\n"
                        + "address = \":1\"\\n"
                        + "health = \"up\" | 5:1: listen.b.health = \"up\"; allowed: a path that begins",
                "[listen.b]\\naddress = \":1\"\\ntls = true | 5:1: listen.b.tls = true; allowed: a table",
                "[listen.b]\\n"
                        + "address = \":1\"\\n"
                        + "tls = { key = \"page.html\" } | 5:1: listen.b.tls.cert is missing; allowed: ",
                "[listen.b]\\n"
                        + "address = \":1\"\\n"
                        + "tls = { cert = \"none\" } | 5:9: listen.b.tls.cert = \"none\": there is no such",
                "[listen.b]\\n"
                        + "address = \":1\"\\n"
                        + "tls = { cert = \"page.html\" } | 5:9: listen.b.tls.cert: page.html: not PEM",
                "[limits]\\nbody = 5 | 4:1: limits.body = 5; allowed: a size from 0 B to ",
                "[listen.b]\\n"
                        + "address = \":1\"\\n"
                        + "limits.haed = 5 | 5:1: unknown key listen.b.limits.haed; did you mean head?",
                "[server]\\nloops = 0 | 4:1: server.loops = 0; allowed: a whole number from 1 to 1024",
                "[server]\\nshare = \"all\" | 4:1: server.share = \"all\"; allowed: \"reuseport\" or ",
                "[server]\\nshare = \"exclusive\"\\npoller = \"poll\" | 4:1: server.share: \"exclusive\" takes epoll",
                "[access-log]\\nfile = \"none/log\" | 4:1: access-log.file: none/log cannot be made; allowed: ",
                "[acces-log]\\nfile = \"log\" | 3:1: unknown key acces-log; did you mean access-log?",
            })
    void whatIsWrongIsOneLineWithItsPlace(String text, String line) throws IOException {
        String whole = "[site.a]\ndirectory = \"site\"\n" + text.replace("\\n", "\n");
        assertThat(problems(whole)).singleElement().asString().startsWith("serve.toml:" + line);
    }

    @Test
    void aFileWithoutSitesSaysHowToNameOne() throws IOException {
        assertThat(problems(""))
                .containsExactly("serve.toml:1:1: site is missing; allowed: a table [site.NAME] for each site");
    }

    private String example() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ServeExample.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** With the keys and tables that stand in comments. */
    private static String uncommented(String text) {
        return text.replaceAll("(?m)^# (?=\\[|\"|[a-z0-9-]+ = )", "");
    }

    @Test
    void theExampleIsRightAsItIs() throws Exception {
        assertThat(problems(example())).isEmpty();
    }

    /** What it names has to be there for that. */
    @Test
    void theExampleIsRightAlsoWithAllThatStandsInComments() throws Exception {
        String all = uncommented(example());
        assertThat(problems(all))
                .allSatisfy(line -> assertThat(line).contains("there is no such file"))
                .hasSize(6);
        assertThat(all).contains("\nloops = 1", "\nbody = ", "\n[listen.secure]");
    }

    @Test
    void whatTheExampleSaysOfTheServerIsWhatItIsAnyway() throws Exception {
        String example = example();
        String server = uncommented(example.substring(example.indexOf("[server]"), example.indexOf("# [page]")));
        Files.writeString(file, "[site.a]\ndirectory = \"site\"\n" + server);
        ServeSettings settings = ServeFile.read(file, true);
        assertThat(settings.process().differences(ProcessSettings.DEFAULTS)).containsExactly("control"); // its name
    }

    @Test
    void theGuideNamesEveryKeyOfTheExample() throws Exception {
        String guide = Files.readString(Path.of("..", "docs", "serve.md"));
        List<String> keys = uncommented(example())
                .lines()
                .filter(line -> line.matches("[a-z-]+ = .*"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
        assertThat(keys)
                .hasSizeGreaterThan(30)
                .allSatisfy(key -> assertThat(guide).containsAnyOf("`" + key + "`", "." + key + "`", "`" + key + "."));
    }
}

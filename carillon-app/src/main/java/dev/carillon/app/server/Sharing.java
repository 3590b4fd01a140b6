package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.PollerOption;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.Trigger;
import dev.carillon.net.Share;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code --loops} and {@code --share}: how many loops a server has, and how they share its address.
 *
 * @param loops how many
 * @param share how
 */
record Sharing(int loops, Share share) {
    /** Of loops or of workers. */
    static final int MOST_THREADS = 1024;

    /** Adds the options. */
    static void describe(CommandSpec spec) {
        Options.value(spec, "--loops", "N", "So many event loops, each on a thread of its own (1).");
        Options.value(spec, "--share", "HOW", "How loops share the address: exclusive (default), reuseport, hand-off.");
    }

    /** Not by itself SO_REUSEPORT: with it a port in use is no error, and whoever has it loses connections to us. */
    static Sharing of(ParseResult parsed, PollerKind poller) throws WrongUsage {
        int loops = Options.number(parsed, "--loops", 1, 1, MOST_THREADS);
        Share share = Options.choice(parsed, "--share", poller == PollerKind.EPOLL ? Share.EXCLUSIVE : Share.HAND_OFF);
        if (share == Share.REUSEPORT && parsed.hasMatchedOption("--unix")) {
            throw new WrongUsage("--share reuseport does not go with --unix, which has no SO_REUSEPORT");
        }
        if (share == Share.EXCLUSIVE) {
            PollerOption.check(poller, Trigger.EXCLUSIVE, "--share exclusive");
        }
        return new Sharing(loops, share);
    }

    /** How many listeners there are. */
    int listeners() {
        return share == Share.HAND_OFF ? 1 : loops;
    }
}

package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.PollerOption;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.Trigger;
import dev.carillon.net.Share;
import picocli.CommandLine.ParseResult;

/** {@code --share}: how the loops of a server share its address. */
final class Sharing {
    private Sharing() {}

    /** Not by itself SO_REUSEPORT: with it a port in use is no error, and whoever has it loses connections to us. */
    static Share of(ParseResult parsed, PollerKind poller) throws WrongUsage {
        Share share = Options.choice(parsed, "--share", poller == PollerKind.EPOLL ? Share.EXCLUSIVE : Share.HAND_OFF);
        if (share == Share.REUSEPORT && parsed.hasMatchedOption("--unix")) {
            throw new WrongUsage("--share reuseport does not go with --unix, which has no SO_REUSEPORT");
        }
        if (share == Share.EXCLUSIVE) {
            PollerOption.check(poller, Trigger.EXCLUSIVE, "--share exclusive");
        }
        return share;
    }
}

package dev.carillon.monitor.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.LinkEvent;
import dev.carillon.linux.NetworkLink;
import dev.carillon.loop.EventLoop;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinksInputTest {
    private static final LinkEvent LISTED = new LinkEvent(LinkEvent.Kind.LISTED, null);
    private static final LinkEvent OVERFLOW = new LinkEvent(LinkEvent.Kind.OVERFLOW, null);

    private final EventLoop loop = EventLoop.open("test");
    private final Told told = new Told(loop, "name");
    private LinksInput.Links links = new LinksInput.Links(told.inlet(), Optional.empty());

    @AfterEach
    void close() {
        loop.close();
    }

    private boolean is(int index, String name, boolean isRunning) {
        return links.take(new LinkEvent(LinkEvent.Kind.PRESENT, new NetworkLink(index, name, true, isRunning)));
    }

    private boolean isGone(int index, String name) {
        return links.take(new LinkEvent(LinkEvent.Kind.REMOVED, new NetworkLink(index, name, false, false)));
    }

    @Test
    void whatIsThereIsToldOnceAndThenWhatChanges() {
        is(1, "lo", true);
        is(2, "eth0", false);
        links.take(LISTED);
        is(2, "eth0", false);
        is(2, "eth0", true);
        is(2, "lan0", true);
        is(2, "lan0", false);
        is(3, "tun0", true);
        isGone(3, "tun0");
        isGone(3, "tun0");
        assertThat(told.lines())
                .containsExactly(
                        "present 1 lo",
                        "present 0 eth0",
                        "up 1 eth0",
                        "renamed 1 lan0",
                        "down 0 lan0",
                        "added 1 tun0",
                        "removed 0 tun0");
    }

    @Test
    void whatWentWhileChangesWereLostIsToldAfterTheNextList() {
        is(1, "lo", true);
        is(2, "eth0", true);
        is(3, "eth1", true);
        links.take(LISTED);
        assertThat(links.take(OVERFLOW)).as("asks for a list").isTrue();
        is(1, "lo", true);
        is(3, "eth1", false);
        is(4, "eth2", true);
        links.take(LISTED);
        assertThat(told.lines()).endsWith("lost null null", "down 0 eth1", "added 1 eth2", "removed 0 eth0");
    }

    @Test
    void whatIsLostWhileAListIsUnderWayAsksForAnotherAtItsEnd() {
        assertThat(links.take(OVERFLOW)).isFalse();
        is(1, "lo", true);
        assertThat(links.take(LISTED)).isTrue();
        is(1, "lo", true);
        is(2, "eth0", true);
        assertThat(links.take(LISTED)).isFalse();
        assertThat(told.lines()).containsExactly("lost null null", "present 1 lo", "added 1 eth0");
    }

    @Test
    void ofALinkByNameItIsToldThatItIsNotThere() {
        links = new LinksInput.Links(told.inlet(), Optional.of("eth0"));
        is(1, "lo", true);
        links.take(LISTED);
        is(2, "eth0", true);
        is(2, "lan0", true);
        is(2, "lan0", false);
        assertThat(told.lines()).containsExactly("absent 0 eth0", "added 1 eth0", "renamed 0 lan0");
    }
}

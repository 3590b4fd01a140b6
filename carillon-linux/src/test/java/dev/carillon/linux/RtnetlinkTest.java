package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What changes is tried where there may be a network of the test's own: in the monitor's tests. */
class RtnetlinkTest {
    @Test
    void linksAreListedWithTheirNamesAndStates() throws Exception {
        List<NetworkLink> links = new ArrayList<>();
        try (Rtnetlink socket = Rtnetlink.open()) {
            socket.list();
            LinkEvent event;
            while ((event = socket.read()) != null && event.kind() != LinkEvent.Kind.LISTED) {
                links.add(event.link());
            }
            assertThat(event).isEqualTo(LinkEvent.LISTED);
            assertThat(socket.read()).isNull();
        }
        for (NetworkInterface known : NetworkInterface.networkInterfaces().toList()) {
            assertThat(links).anySatisfy(link -> {
                assertThat(link.name()).isEqualTo(known.getName());
                assertThat(link.index()).isEqualTo(known.getIndex());
                assertThat(link.isRunning()).isEqualTo(known.isUp());
            });
        }
    }

    @Test
    void listCanBeAskedForAgainAfterItsEnd() {
        try (Rtnetlink socket = Rtnetlink.open()) {
            socket.list();
            while (socket.read() != null) {
                // To the end of the list.
            }
            socket.list();
            assertThat(socket.read()).isNotNull();
        }
    }

    @Test
    void closedSocketIsNotRead() {
        Rtnetlink socket = Rtnetlink.open();
        socket.close();
        assertThatThrownBy(socket::read).isInstanceOf(IllegalStateException.class);
    }
}

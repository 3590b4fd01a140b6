package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.HttpLimits;
import dev.carillon.http.RequestHead;
import dev.carillon.http.RequestParser;
import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testkit.Allocations;
import dev.carillon.testkit.KernelBinding;
import dev.carillon.testkit.ScriptedKernel;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a request costs: one read and one write, its share of a wait, and one small object. */
class CostTest {
    private static final int ROUNDS = 50;
    private static final int AT_ONCE = 16;
    private static final int MOST_BYTES = 64;
    private static final Response HELLO = Response.text(200, "Hello, World!");
    private static final String QUESTION = "GET /plaintext HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n";

    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);
    private final List<Socket> clients = new ArrayList<>();
    private final ByteBuffer answer = ByteBuffer.allocateDirect(64 * 1024);

    @AfterEach
    void close() {
        clients.forEach(Socket::close);
    }

    private EventLoop serve(int connections) {
        EventLoop loop = EventLoop.open("web", LoopOptions.DEFAULTS);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(
                "@carillon-cost-" + ProcessHandle.current().pid());
        HttpOptions options = HttpOptions.DEFAULTS.withKeepAlive(Duration.ofMinutes(1), Integer.MAX_VALUE);
        HttpServer.open(loop, "web", address, options, exchange -> exchange.send(HELLO));
        for (int i = 0; i < connections; i++) {
            Socket client = Socket.openFor(address, SocketType.STREAM);
            client.connect(address);
            clients.add(client);
            loop.turn(Duration.ZERO);
        }
        for (int i = 0; i < 3; i++) {
            loop.turn(Duration.ZERO);
        }
        return loop;
    }

    private static ByteBuffer direct(String text) {
        return ByteBuffer.allocateDirect(text.length())
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .flip();
    }

    private void ask(EventLoop loop, ByteBuffer questions) {
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).send(questions.rewind(), 0);
        }
        loop.turn(Duration.ZERO);
        for (int i = 0; i < clients.size(); i++) {
            int count = clients.get(i).read(answer.clear());
            assert count > 0 : count;
        }
    }

    private void callsOf(int pipelined) {
        ByteBuffer questions = direct(QUESTION.repeat(pipelined));
        try (KernelBinding _ = kernel.bind();
                EventLoop loop = serve(1)) {
            ask(loop, questions);
            kernel.forgetCalls();
            for (int i = 0; i < ROUNDS; i++) {
                ask(loop, questions);
            }
            long waits = kernel.calls("epoll_wait") + kernel.calls("epoll_pwait2");
            assertThat(waits).as("waits").isEqualTo(ROUNDS);
            assertThat(kernel.calls()).as("all, the client's two included").isEqualTo(5L * ROUNDS);
        }
    }

    @Test
    void aRequestIsOneReadAndOneWrite() {
        callsOf(1);
    }

    @Test
    void sixteenRequestsThatCameTogetherAreOneReadAndOneWrite() {
        callsOf(AT_ONCE);
    }

    @Test
    void aBatchHasOneWaitAndItsAnswersOneCall() {
        ByteBuffer question = direct(QUESTION);
        long calls = KernelFeature.IO_URING.isThere() ? 3L * AT_ONCE + 2 : 4L * AT_ONCE + 1;
        try (KernelBinding _ = kernel.bind();
                EventLoop loop = serve(AT_ONCE)) {
            ask(loop, question);
            kernel.forgetCalls();
            ask(loop, question);
            assertThat(kernel.calls()).as("the clients' included").isEqualTo(calls);
        }
    }

    @Test
    void aRequestLeavesOneSmallObject() throws Exception {
        ByteBuffer questions = direct(QUESTION.repeat(AT_ONCE));
        try (EventLoop loop = serve(1)) {
            long requests = (long) ROUNDS * AT_ONCE;
            long parsing = parsing(questions);
            long bytes = Allocations.downTo(parsing + requests * MOST_BYTES, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    ask(loop, questions);
                }
            });
            System.out.println("a plain request: " + (double) bytes / requests + " bytes, of which parsing: "
                    + (double) parsing / requests);
            assertThat((double) (bytes - parsing) / requests)
                    .as("bytes a request beyond its parsing")
                    .isLessThanOrEqualTo(MOST_BYTES);
        }
    }

    /** What it takes to parse as many requests. */
    private static long parsing(ByteBuffer questions) throws Exception {
        RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);
        RequestHead head = new RequestHead();
        return Allocations.whenWarm(() -> {
            for (int i = 0; i < ROUNDS * AT_ONCE; i++) {
                if (i % AT_ONCE == 0) {
                    questions.rewind();
                }
                boolean complete = parser.head(questions, head);
                assert complete : questions;
            }
        });
    }

    @Test
    void aConnectionAtRestIsSmall() {
        int many = 2000;
        ByteBuffer question = direct(QUESTION);
        try (EventLoop loop = serve(100)) {
            ask(loop, question);
            List<Socket> warm = new ArrayList<>(clients);
            clients.clear();
            List<Socket> more = new ArrayList<>();
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(
                    "@carillon-cost-" + ProcessHandle.current().pid());
            for (int i = 0; i < many; i++) {
                more.add(Socket.openFor(address, SocketType.STREAM));
            }
            clients.addAll(more); // room for all
            clients.clear();
            long before = used();
            for (int i = 0; i < many; i++) {
                more.get(i).connect(address);
                loop.turn(Duration.ZERO);
                loop.turn(Duration.ZERO);
                clients.add(more.get(i));
                if (clients.size() == 100) {
                    ask(loop, question);
                    clients.clear();
                }
            }
            double each = (double) (used() - before) / many;
            System.out.println("a kept-alive connection at rest: " + Math.round(each) + " bytes");
            clients.addAll(more);
            clients.addAll(warm);
            assertThat(each).as("bytes of a connection at rest").isBetween(100.0, 1024.0);
        }
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}

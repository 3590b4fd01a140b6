package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.WorkerPool;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers that block, on threads that are not the loop's. */
class HandlersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WorkerPool workers = new WorkerPool("worker", 2);

    @AfterEach
    void close() {
        workers.close();
    }

    /** Says who answers what. */
    private static Response told(Request request) {
        String thread = Thread.currentThread().isVirtual()
                ? "virtual"
                : Thread.currentThread().getName();
        return Response.text(200, thread + " " + request.method() + " " + request.path() + " " + request.text());
    }

    private static String await(Web web, Visitor visitor, int answers) {
        web.loop.await(() -> web.statistics().answers(2) + web.statistics().answers(5) >= answers, PATIENCE);
        return visitor.read();
    }

    private void areAnsweredInOrder(Function<RequestHandler, HttpHandler> where, String thread) {
        CountDownLatch first = new CountDownLatch(1);
        try (Web web = new Web(where.apply(request -> {
            if (request.path().equals("/1")) {
                first.await();
            }
            return told(request);
        }))) {
            Visitor visitor =
                    web.visit().ask("GET /1").send("POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(visitor.read()).isEmpty();
            assertThat(web.statistics().inFlight()).isEqualTo(1);
            first.countDown();
            assertThat(await(web, visitor, 2)).containsSubsequence(thread, " GET /1 ", thread, " POST /2 hi");
        }
    }

    @Test
    void workersAnswerInOrder() {
        areAnsweredInOrder(handler -> Handlers.onWorkers(workers, handler), "worker-");
    }

    @Test
    void virtualThreadsAnswerInOrder() {
        areAnsweredInOrder(Handlers::onVirtualThreads, "virtual");
    }

    @Test
    void whatTheyThrowIsA500() {
        IllegalStateException failure = new IllegalStateException("oops");
        try (Web web = new Web(Handlers.onVirtualThreads(_ -> {
            throw failure;
        }))) {
            assertThat(await(web, web.visit().ask("GET /"), 1)).startsWith("HTTP/1.1 500 ");
            assertThat(web.failures).containsExactly(failure);
        }
    }

    @Test
    void aPoolThatIsClosedIsA500() {
        workers.close();
        try (Web web = new Web(Handlers.onWorkers(workers, HandlersTest::told))) {
            assertThat(web.visit().ask("GET /").read()).startsWith("HTTP/1.1 500 ");
        }
    }

    @Test
    void anAnswerToWhoHasGoneIsDropped() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        try (Web web = new Web(Handlers.onVirtualThreads(request -> {
            gone.await();
            answered.countDown();
            return told(request);
        }))) {
            web.visit().ask("GET /").close();
            gone.countDown();
            answered.await();
            web.loop.await(() -> web.statistics().connections() == 0, PATIENCE);
            assertThat(web.failures).isEmpty();
        }
    }
}

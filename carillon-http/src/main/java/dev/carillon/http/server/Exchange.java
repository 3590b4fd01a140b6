package dev.carillon.http.server;

import dev.carillon.http.BodyEncoder;
import dev.carillon.http.Method;
import dev.carillon.http.Refusal;
import dev.carillon.http.RequestHead;
import dev.carillon.linux.FileFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.ConnectionHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer. The head of the request has come; its body is read when somebody wants it ({@link #receive},
 * {@link #whole}), and is thrown away, up to a bound, if nobody does. The answer is given once, now or later, by one of
 * {@code send}, {@link #sendFile}, {@link #stream}, {@link #fail}, {@link #redirect} and {@link #upgrade}.
 *
 * <p>The exchange is over when the answer is given and the body has come to its end. From then on, and after its client has
 * gone, what is sent is dropped without an error: nobody is there to get it. What the request was can be read until the
 * exchange is over, and the call that was told of it has returned.
 *
 * <p>For the loop's thread, {@link #loop}: from elsewhere go through {@link #goOn}.
 */
public final class Exchange {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final HttpConnection http;
    private final RequestHead head;
    private final long id;
    private @Nullable Extras extras;
    private AnswerStage stage = AnswerStage.OPEN;
    private ExchangeEnd.How how = ExchangeEnd.How.ANSWERED;
    private long bodySent;
    private int status = 200;

    Exchange(HttpConnection http, RequestHead head, long id) {
        this.http = http;
        this.head = head;
        this.id = id;
    }

    /**
     * The head of the request.
     *
     * @return valid until the exchange is over
     * @throws IllegalStateException if it is over
     */
    public RequestHead request() {
        if (stage == AnswerStage.OVER) {
            throw new IllegalStateException("the exchange is over, and its request's memory another's");
        }
        return head;
    }

    /** {@return the loop on whose thread all this happens} */
    public EventLoop loop() {
        return http.service.loop;
    }

    /**
     * Who asks, as proxies say that are trusted.
     *
     * @return the client, to be kept for as long as one likes
     * @throws IllegalStateException if the exchange is over
     */
    public Client client() {
        return Client.of(http.carrier, http.service.options.trustedProxies(), request());
    }

    /** {@return its number among the requests of its loop and server, 1 or more} */
    public long id() {
        return id;
    }

    /**
     * Goes on with the exchange on its loop's thread, in one of the next turns: what is thrown there is answered as if the handler
     * had thrown it. From any thread, and the way to come back from other ones, from timers and from all else that is not called
     * for the exchange: what is thrown elsewhere nobody answers for.
     *
     * @param then gets the exchange; also when that is over meanwhile, {@link #isAnswered}
     * @return false if the loop has ended, and its connections with it: nothing is called then
     */
    public boolean goOn(HttpHandler then) {
        return Elsewhere.back(this, Objects.requireNonNull(then, "then"));
    }

    /**
     * Takes the body as it comes; a client that waits for {@code 100 Continue} gets it. Without a body the receiver is told of
     * its end at once.
     *
     * @param receiver gets the pieces
     * @throws IllegalStateException if the body was asked for already
     */
    public void receive(BodyReceiver receiver) {
        RequestBody.receive(http, this, Objects.requireNonNull(receiver, "receiver"));
    }

    /**
     * Takes the body when all of it has come, up to {@link dev.carillon.http.HttpLimits#body}; a longer one is refused with 413.
     * Without a body the receiver is called at once, with nothing.
     *
     * @param then gets it; not called if the rest does not come
     * @throws IllegalStateException if the body was asked for already
     */
    public void whole(WholeBody then) {
        RequestBody.whole(http, this, Objects.requireNonNull(then, "then"));
    }

    /** Takes no more of the body for now: its receiver gets nothing before {@link #resume}, and at last the client has to wait. */
    public void pause() {
        RequestBody body = http.bodyOf(this);
        if (body != null) {
            body.pause();
        }
    }

    /** Takes more of the body again. */
    public void resume() {
        RequestBody body = http.bodyOf(this);
        if (body != null) {
            body.resume();
        }
    }

    /**
     * Sets the answer's status. With 204, 205 and 304 there is no body, and no {@code Content-Type}, whatever is sent.
     *
     * @param newStatus 200 to 599
     * @return this
     * @throws IllegalArgumentException if it is none
     * @throws IllegalStateException if the answer has begun
     */
    public Exchange status(int newStatus) {
        AnswerStatus.require(newStatus);
        checkOpen();
        status = newStatus;
        return this;
    }

    /** {@return the answer's status, 200 unless it was set} */
    public int status() {
        return status;
    }

    /**
     * Adds a field to the answer, behind those of the same name.
     *
     * @param name the name
     * @param value the value
     * @return this
     * @throws IllegalArgumentException if one of them is not valid, or is the server's to set: {@code Content-Length},
     *     {@code Transfer-Encoding}, {@code Date}
     * @throws IllegalStateException if the answer has begun
     */
    public Exchange field(String name, String value) {
        checkOpen();
        if (extras().add(name, value) && http.isCurrent(this)) {
            http.closeAfterAnswer();
        }
        return this;
    }

    /**
     * Sets a field of the answer, in place of those of the same name. {@code Connection: close} makes this the connection's last
     * answer.
     *
     * @param name the name
     * @param value the value
     * @return this
     * @throws IllegalArgumentException as {@link #field}
     * @throws IllegalStateException if the answer has begun
     */
    public Exchange setField(String name, String value) {
        checkOpen();
        extras().remove(name);
        return field(name, value);
    }

    /**
     * A field of the answer, as it was set.
     *
     * @param name the name, in any case
     * @return the first one's value; null if there is none
     */
    public @Nullable String responseField(String name) {
        Extras set = extras;
        return set == null ? null : set.field(name);
    }

    /** Answers without a body. */
    public void send() {
        answer(NOTHING.duplicate());
    }

    /**
     * Answers with a text, {@code text/plain; charset=utf-8} unless another type was set.
     *
     * @param text the body
     */
    public void send(String text) {
        if (stage == AnswerStage.OPEN && responseField("Content-Type") == null) {
            field("Content-Type", Response.TEXT);
        }
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Answers with bytes.
     *
     * @param bytes the body
     */
    public void send(byte[] bytes) {
        answer(ByteBuffer.wrap(bytes));
    }

    /**
     * Answers with bytes.
     *
     * @param bytes the body, from position to limit; empty afterwards and the caller's own again
     */
    public void send(ByteBuffer bytes) {
        answer(bytes);
    }

    /**
     * Answers with what was prepared. Its status is this answer's; its fields join those that were set here, but for
     * {@code Content-Type} if that was set.
     *
     * @param prepared the answer
     */
    public void send(Response prepared) {
        if (!mayAnswer()) {
            return;
        }
        status = prepared.status();
        Extras set = extras;
        if (set != null && set.changesAnswers()) {
            set.join(prepared);
            answer(prepared.body());
            return;
        }
        stage = AnswerStage.ANSWERED;
        boolean bodiless = head.method() == Method.HEAD;
        HeadWriter.prepared(http, prepared, bodiless, HeadWriter.connection(head, http.persists(head)));
        bodySent = bodiless ? 0 : prepared.length();
        http.asked();
    }

    private void answer(ByteBuffer body) {
        if (!mayAnswer()) {
            body.position(body.limit());
            return;
        }
        beforeHead(false, body.remaining());
        Extras set = extras;
        ByteBuffer encoded = set == null ? body : set.encoded(body, this);
        writeHead(encoded.remaining(), null);
        if (sendsBody()) {
            bodySent = encoded.remaining();
            http.service.output.put(http, encoded);
        }
        body.position(body.limit());
        answered();
    }

    /**
     * Answers with a region of a file, without copying it, {@code sendfile(2)}. A file that becomes shorter meanwhile, or cannot
     * be read, breaks the connection off; the {@link FailureListener} hears of it.
     *
     * @param file the file; not to be closed before the end of the exchange was told, {@link #onEnd}
     * @param offset where the region begins, in bytes
     * @param count its length in bytes
     * @param closeAfter whether to close the file when it is sent, or when that has become impossible, also by what is thrown here
     * @throws IllegalArgumentException if offset or count is negative
     * @throws IllegalStateException if the file is closed
     */
    public void sendFile(FileFd file, long offset, long count, boolean closeAfter) {
        Objects.requireNonNull(file, "file");
        boolean handedOn = false;
        try {
            handedOn = mayAnswer() && sendsFile(file, offset, count, closeAfter);
        } finally {
            if (!handedOn && closeAfter) {
                file.close();
            }
        }
    }

    private boolean sendsFile(FileFd file, long offset, long count, boolean closeAfter) {
        FileRegion.require(file, offset, count);
        beforeHead(true, count);
        writeHead(count, null);
        boolean sends = sendsBody();
        if (sends) {
            bodySent = count;
            http.sendFile(file, offset, count, closeAfter);
        }
        answered();
        return sends;
    }

    /**
     * Begins an answer whose length is not known: chunked, or for HTTP/1.0 until the connection's end.
     *
     * @return takes the body
     */
    public BodyWriter stream() {
        return streamed(-1);
    }

    /**
     * Begins an answer whose body comes piece by piece.
     *
     * @param length its bytes
     * @return takes the body
     */
    public BodyWriter stream(long length) {
        if (length < 0) {
            throw new IllegalArgumentException("a body has 0 bytes or more, not " + length);
        }
        return streamed(length);
    }

    private BodyWriter streamed(long length) {
        if (!mayAnswer()) {
            return new BodyWriter(http, this, BodyWriter.Frames.NONE, 0, null);
        }
        beforeHead(false, length);
        BodyEncoder encoder = extras().encoder();
        long known = encoder == null ? length : -1;
        BodyWriter.Frames frames = BodyWriter.Frames.of(known, head);
        if (frames == BodyWriter.Frames.UNTIL_CLOSE) {
            http.closeAfterAnswer();
        }
        writeHead(known, frames);
        BodyWriter writer = sendsBody()
                ? new BodyWriter(http, this, frames, known, encoder)
                : new BodyWriter(http, this, BodyWriter.Frames.NONE, known, null);
        extras().stream(writer);
        http.asked();
        return writer;
    }

    /**
     * Answers with the error page of a status.
     *
     * @param newStatus 400 to 599
     * @throws IllegalArgumentException if it is none
     */
    public void fail(int newStatus) {
        fail(newStatus, "");
    }

    /**
     * Answers with the error page of a status: that of the {@link ErrorPages} which somebody has {@linkplain #put put} into the
     * exchange, else of {@link HttpOptions#withErrorPages}. What was set of the body that was meant to be sent is dropped; the other
     * fields stay.
     *
     * @param newStatus 400 to 599
     * @param detail what exactly; the client gets to read it. Empty for nothing
     * @throws IllegalArgumentException if it is none
     */
    public void fail(int newStatus, String detail) {
        AnswerStatus.requireFailure(newStatus);
        Objects.requireNonNull(detail, "detail");
        if (!mayAnswer()) {
            return;
        }
        Refusals.count(http.service, newStatus);
        sendPage(newStatus, detail);
    }

    /** Answers for the server itself. */
    void refuse(Refusal reason) {
        how = ExchangeEnd.How.REFUSED;
        http.service.refused(reason);
        sendPage(reason.status(), "");
    }

    private void sendPage(int newStatus, String detail) {
        Extras set = extras;
        if (set != null) {
            set.dropContent(this);
        }
        send(http.service.page(set, newStatus, detail, PlainErrorPages.isWantedAsJson(head)));
    }

    /**
     * Sends the client elsewhere.
     *
     * @param newStatus 301, 302, 303, 307 or 308
     * @param location where, as the field's value
     * @throws IllegalArgumentException if one of them is not valid
     */
    public void redirect(int newStatus, String location) {
        status(AnswerStatus.requireRedirect(newStatus))
                .setField("Location", location)
                .send();
    }

    /**
     * Answers {@code 101 Switching Protocols} and hands the connection over, with the bytes that came and were not read.
     *
     * @param protocol the new protocol's name; ask first whether the request {@linkplain RequestHead#asksFor asks for} it
     * @param next gets what follows
     * @throws IllegalStateException if the request does not ask for it, or has a body that was not read
     */
    public void upgrade(String protocol, ConnectionHandler next) {
        Objects.requireNonNull(next, "next");
        if (!mayAnswer()) {
            return;
        }
        if (!head.asksFor(protocol)) {
            throw new IllegalStateException("the request does not ask for " + protocol + ": see RequestHead.asksFor");
        }
        RequestBody body = http.bodyOf(this);
        if (body != null && !body.isDone()) {
            throw new IllegalStateException("the body comes first: receive it before the upgrade");
        }
        status = 101;
        beforeHead(true, 0);
        extras().upgrade(protocol, next);
        how = ExchangeEnd.How.UPGRADED;
        stage = AnswerStage.BEGUN;
        HeadWriter.switching(http, extras());
        answered();
    }

    /** {@return whether the answer is given, all of it, as far as the program is concerned} */
    public boolean isAnswered() {
        return stage == AnswerStage.ANSWERED || stage == AnswerStage.OVER;
    }

    /**
     * Has something run just before the head is written, once; it may change status and fields, and set an encoder.
     *
     * @param task what to run
     */
    public void beforeHead(Runnable task) {
        checkOpen();
        extras().beforeHead(Objects.requireNonNull(task, "task"));
    }

    /**
     * Has the body of the answer encoded on its way out: to be called from {@link #beforeHead}. The fields that tell of it are
     * the caller's affair.
     *
     * @param encoder the encoder
     * @return false if there is nothing to encode: the body is a file's, or there is none; it is closed then. The answer to a HEAD
     *     is encoded as that to a GET, of which it has the head
     */
    public boolean encoder(BodyEncoder encoder) {
        checkOpen();
        if (stage == AnswerStage.OVER || extras().isVerbatim() || !AnswerStatus.hasContent(status)) {
            encoder.close();
            return false;
        }
        extras().encoder(this, encoder);
        return true;
    }

    /**
     * Has somebody told of the end. Several are told in the order in which they asked.
     *
     * @param listener is told once
     */
    public void onEnd(EndListener listener) {
        extras().onEnd(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Keeps something with the exchange.
     *
     * @param type under which type
     * @param object what, in place of the last one
     * @param <T> the type
     */
    public <T> void put(Class<T> type, T object) {
        extras().put(type, object);
    }

    /**
     * What was kept.
     *
     * @param type under which type
     * @param <T> the type
     * @return what was kept last; null if nothing was
     */
    public <T> @Nullable T get(Class<T> type) {
        Extras kept = extras;
        return kept == null ? null : kept.get(type);
    }

    Extras extras() {
        Extras present = extras;
        if (present == null) {
            extras = present = new Extras();
        }
        return present;
    }

    private void checkOpen() {
        if (stage == AnswerStage.BEGUN || stage == AnswerStage.ANSWERED) {
            throw new IllegalStateException("the answer has begun: its status and fields are on their way");
        }
    }

    /** Whether what is sent now is the answer; false if nobody is there to get it. */
    private boolean mayAnswer() {
        if (!http.service.loop.isLoopThread()) {
            throw new IllegalStateException("an exchange is its loop's thread's: use exchange.goOn()");
        }
        if (!http.isCurrent(this)) {
            return false;
        }
        if (stage != AnswerStage.OPEN) {
            throw new IllegalStateException("the answer was given already");
        }
        return true;
    }

    private void beforeHead(boolean verbatim, long length) {
        Extras set = extras;
        if (set != null) {
            set.runBeforeHead(verbatim, length);
            checkOpen(); // it was for fields, not for another answer
        }
    }

    private boolean sendsBody() {
        return head.method() != Method.HEAD && AnswerStatus.hasContent(status);
    }

    private void writeHead(long length, BodyWriter.@Nullable Frames frames) {
        stage = AnswerStage.BEGUN;
        Extras set = extras;
        if (set != null && !AnswerStatus.hasContent(status)) {
            set.remove("Content-Type"); // of nothing
        }
        HeadWriter.head(http, this, head, length, frames);
    }

    private void answered() {
        stage = AnswerStage.ANSWERED;
        http.asked();
    }

    void streamed() {
        if (stage == AnswerStage.BEGUN && http.isCurrent(this)) {
            answered();
        }
    }

    void sent(long bodyBytes) {
        bodySent += bodyBytes;
    }

    HttpConnection connection() {
        return http;
    }

    boolean hasBegun() {
        return stage != AnswerStage.OPEN;
    }

    ExchangeEnd.How how() {
        return how;
    }

    @Nullable
    Extras set() {
        return extras;
    }

    @Nullable
    BodyWriter writer() {
        Extras set = extras;
        return set == null ? null : set.writer();
    }

    void over(ExchangeEnd.How ending, long unsent, long began) {
        bodySent = Math.max(0, bodySent - unsent);
        long nanos = http.carrier.time() - began;
        http.service.over(ending, status, bodySent, nanos);
        Extras set = extras;
        if (set != null) { // no ExchangeEnd for those whom nobody asks of
            set.over(this, new ExchangeEnd(ending, status, bodySent, nanos), http);
        }
        stage = AnswerStage.OVER;
    }

    /** Number and request, as far as it is known still. */
    @Override
    public String toString() {
        return "exchange " + id + (stage == AnswerStage.OVER ? "" : " " + head.method() + " " + head.target()) + " on "
                + http;
    }
}

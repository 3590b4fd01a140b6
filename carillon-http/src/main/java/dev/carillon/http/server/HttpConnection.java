package dev.carillon.http.server;

import dev.carillon.http.Refusal;
import dev.carillon.http.RefusedException;
import dev.carillon.http.RequestHead;
import dev.carillon.linux.FileFd;
import dev.carillon.loop.Written;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 on one connection, whatever carries its bytes: one exchange at a time, in the order of the requests. What comes
 * while an exchange is in progress is left unread, so answers never have to wait for each other here. {@link Phase} has the table.
 *
 * <p>Its deadline is computed from facts, never stored: keep-alive in IDLE, the whole head in HEAD, the least rate of the body
 * in EXCHANGE. The carrier's timer is moved only forward; when it comes too early, it looks again.
 */
final class HttpConnection {
    private static final long NEVER = Long.MAX_VALUE;

    final Service service;
    final Carrier carrier;
    private Phase phase = Phase.IDLE;
    /** Since when it is in its phase, {@link Carrier#turnTime}. */
    private long since;

    private long armedFor = NEVER;
    private final long lifetimeEnd;
    private int requests;
    /** Bytes that the carrier was given. */
    private long written;

    private @Nullable Reading reading;
    private @Nullable Exchange exchange;
    /** The body of the request; null if it has none. */
    private @Nullable RequestBody body;

    /** Code of the program runs that belongs to the exchange: what it asks for is done when it has returned. */
    private boolean inside;
    /** Bytes are being handled that came together: the answers to them leave together. */
    private boolean collecting;
    /** More waits to be sent than the carrier's high-water mark. */
    private boolean full;
    /** The answer is a file that the carrier has not sent: whoever made it may close that when the exchange is over. */
    private boolean fileWaits;
    /** It takes no input until this exchange is over, or its body is wanted. */
    private boolean paused;
    /** No request is taken after this one. */
    private boolean last;
    /** The carrier knows of an exchange. */
    private boolean busy;

    HttpConnection(Service service, Carrier carrier) {
        this.service = service;
        this.carrier = carrier;
        this.since = carrier.turnTime();
        this.lifetimeEnd = service.lifetimeEnd(since);
    }

    /** Its first moment. */
    void opened() {
        Refusal refused = service.opened();
        if (refused != null) {
            refuse(refused);
        } else {
            arm();
        }
        settle();
    }

    /** Bytes came; what is left in the buffer comes again. */
    void received(ByteBuffer in) {
        collecting = true;
        try {
            while (in.hasRemaining() && takes(in)) {
                // The answers to what came together are collected.
            }
        } finally {
            collecting = false;
        }
        settle();
    }

    private boolean takes(ByteBuffer in) {
        return switch (phase) {
            case IDLE, HEAD -> !full && takesHead(in);
            case EXCHANGE -> takesBody(in);
            case ENDING -> {
                in.position(in.limit());
                yield false;
            }
            case GONE -> false;
        };
    }

    private boolean takesHead(ByteBuffer in) {
        Reading present = reading;
        if (present == null) {
            reading = present = service.lease();
        }
        try {
            if (!present.parser.head(in, present.head)) {
                headBegan();
                return false;
            }
        } catch (RefusedException e) {
            refuse(e.reason());
            return true;
        }
        begin(present);
        return true;
    }

    private void headBegan() {
        if (phase == Phase.IDLE) {
            phase = Phase.HEAD;
            since = carrier.turnTime();
            arm();
        }
    }

    private void begin(Reading read) {
        RequestHead head = read.head;
        phase = Phase.EXCHANGE;
        since = carrier.turnTime();
        requests++;
        Exchange begun = new Exchange(this, head, service.begins(head.method()));
        exchange = begun;
        body = head.hasBody() ? new RequestBody(this, begun, read.parser.body(head)) : null;
        inside = true;
        try {
            Recording.begin(begun);
            Refusal reason = service.refuses(begun);
            if (reason == null) {
                service.handler.handle(begun);
            } else {
                service.turnedAway(begun.client(), reason, head); // no filter will hear of its end
                refuse(begun, reason);
            }
        } catch (Throwable e) { // whatever it is, it is this exchange's affair
            failed(begun, e);
        }
        inside = false;
        overIfComplete();
    }

    private boolean takesBody(ByteBuffer in) {
        RequestBody present = body;
        if (present == null || !present.isWanted()) {
            pauseInput();
            return false;
        }
        Exchange of = present.exchange;
        boolean goesOn = false;
        inside = true;
        try {
            goesOn = present.decode(in);
        } catch (RefusedException e) {
            inside = false;
            refused(of, e.reason());
            return true;
        } catch (Throwable e) { // as from the handler
            failed(of, e);
        }
        inside = false;
        overIfComplete();
        return goesOn || phase != Phase.EXCHANGE || exchange != of;
    }

    /** Code of the program that belongs to an exchange. */
    @FunctionalInterface
    interface Part {
        void run() throws Throwable;
    }

    /** Calls it; what it asks for is done when it, and what has called it, has returned. */
    void call(Exchange of, Part part) {
        boolean outermost = !inside;
        inside = true;
        try {
            part.run();
        } catch (Throwable e) { // as from the handler
            failed(of, e);
        }
        if (outermost) {
            inside = false;
            overIfComplete();
            settle();
        }
    }

    /** Something was asked for: done at once, unless code of the program runs still. */
    void asked() {
        if (!inside) {
            overIfComplete();
            settle();
        }
    }

    /** Code of the program has thrown. */
    void failed(Exchange of, Throwable failure) {
        if (failure instanceof RefusedException refused && of == exchange && !of.hasBegun()) {
            refuse(of, refused.reason()); // what the program has read of the request makes no sense to it
            return;
        }
        service.failed(of, failure);
        if (of != exchange) {
            return;
        }
        if (fileWaits) {
            endsWithAnswer(); // which is whole
        } else if (of.hasBegun()) {
            breakOff(of);
        } else {
            refuse(of, Refusal.FAILED);
        }
    }

    /** Answers for the program. If not even that can be done the connection ends: the peer must not wait for ever. */
    private void refuse(Exchange of, Refusal reason) {
        try {
            of.refuse(reason);
        } catch (Throwable e) { // of who changes heads, for example
            service.failed(of, e);
            breakOff(of);
        }
    }

    /** The request makes no sense, or takes too long. */
    private void refused(Exchange of, Refusal reason) {
        RequestBody present = body;
        last = true;
        if (of.isAnswered()) { // of the rest that nobody wanted
            service.refused(reason);
            endsWithAnswer();
            overIfComplete();
            return;
        }
        if (present != null) {
            call(of, present::cutOff);
        }
        if (exchange != of) {
            return;
        }
        if (of.hasBegun()) {
            service.refused(reason);
            breakOff(of);
        } else {
            refuse(of, reason);
        }
    }

    /** Refuses what is no request yet: there is no exchange. */
    private void refuse(Refusal reason) {
        Refusals.answer(this, reading, reason);
        releaseReading();
        end();
    }

    /** Whether another request is taken after this one: decided when the answer's head is written. */
    boolean persists(RequestHead head) {
        RequestBody unread = body;
        last = last
                || !head.isPersistent()
                || service.draining
                || requests >= service.mostRequests
                || carrier.turnTime() >= lifetimeEnd
                || unread != null && !unread.canBeDiscarded();
        return !last;
    }

    /** The answer is to be the last one. */
    void closeAfterAnswer() {
        last = true;
    }

    /** Nothing follows the answer that was given, and the request's rest is not waited for. */
    private void endsWithAnswer() {
        last = true;
        body = null;
    }

    private void overIfComplete() {
        Exchange of = exchange;
        if (of == null || !of.isAnswered()) {
            return;
        }
        RequestBody unread = body;
        if (unread != null && !unread.isDone() && !last && of.how() != ExchangeEnd.How.UPGRADED) {
            unread.discard();
            bodyIsWanted();
            return;
        }
        if (!full && !fileWaits) { // else it is over when little of it waits, and nothing of a file
            over(of, of.how());
        }
    }

    private void over(Exchange of, ExchangeEnd.How how) {
        exchange = null;
        body = null;
        of.over(how, how == ExchangeEnd.How.CUT_OFF ? unsent() : 0, since);
        releaseReading();
        if (phase == Phase.GONE) {
            return;
        }
        if (how == ExchangeEnd.How.UPGRADED) {
            upgrade(of);
        } else if (last) {
            end();
        } else {
            phase = Phase.IDLE;
            since = carrier.turnTime();
            arm();
            resumeInput();
        }
    }

    private void upgrade(Exchange of) {
        service.output.flush();
        phase = Phase.GONE;
        disarm();
        resumeInput();
        service.closed();
        carrier.upgrade(Objects.requireNonNull(of.set()).next());
    }

    /** Sends what is there and ends. */
    private void end() {
        service.output.flush();
        phase = Phase.ENDING;
        disarm();
        carrier.finish();
    }

    /**
     * The rest of an answer is missing, which must not look like its end. In HTTP/1.1 the connection's own end says so: the
     * last chunk, or some of the length, is not there (RFC 9112 §8). A reset would destroy the answers before it, too, that
     * are still on their way.
     */
    void breakOff(Exchange of) {
        breakOff(of, false);
    }

    /** @param resets what is queued is dropped, and all else with it: the client takes nothing of it anyway */
    void breakOff(Exchange of, boolean resets) {
        if (of != exchange) {
            return;
        }
        boolean endShows = of.request().minorVersion() > 0;
        service.output.flush();
        phase = Phase.ENDING;
        disarm();
        last = true;
        tellCutOff(of);
        of.over(ExchangeEnd.How.CUT_OFF, unsent(), since);
        releaseReading();
        carrier.end(endShows && !resets);
        settle();
    }

    private void releaseReading() {
        Reading present = reading;
        reading = null;
        if (present != null) {
            service.giveBack(present);
        }
    }

    /** The peer sends no more. */
    void inputEnded() {
        switch (phase) {
            case IDLE, HEAD -> {
                releaseReading();
                end();
            }
            case EXCHANGE -> endedInExchange();
            case ENDING, GONE -> {
                // That is what is waited for, or somebody else's affair.
            }
        }
        settle();
    }

    private void endedInExchange() {
        last = true;
        RequestBody unread = body;
        Exchange of = exchange;
        if (of == null || unread == null || unread.isDone()) {
            return;
        }
        call(of, unread::cutOff);
        if (exchange != of) {
            return;
        }
        if (of.isAnswered()) {
            endsWithAnswer();
            overIfComplete();
        } else if (of.hasBegun()) {
            breakOff(of);
        } else {
            over(of, ExchangeEnd.How.CUT_OFF);
        }
    }

    /** No more waits to be sent than the low-water mark. */
    void drained() {
        full = false;
        Exchange of = exchange;
        if (of == null) {
            settle();
        } else if (of.isAnswered()) {
            asked();
        } else {
            BodyWriter writer = of.writer();
            if (writer != null) {
                call(of, writer::drained);
            }
        }
    }

    /** The carrier has sent all of the file that it was given. */
    void fileSent() {
        fileWaits = false;
        asked();
    }

    /**
     * It is closed; nothing can be sent any more.
     *
     * @param ofFile why a file could not be sent; null if it is not for that
     */
    void closed(@Nullable Throwable ofFile) {
        if (phase == Phase.GONE) {
            return;
        }
        phase = Phase.GONE;
        service.output.forget(this);
        Exchange of = exchange;
        if (of != null) {
            if (ofFile != null) {
                service.failed(of, ofFile);
            }
            tellCutOff(of);
            over(of, fileWaits && unsent() == 0 ? of.how() : ExchangeEnd.How.CUT_OFF);
        }
        releaseReading();
        service.closed();
    }

    /** Whoever takes the body, and makes the answer, hears that there will be no more; nothing follows from what they do now. */
    private void tellCutOff(Exchange of) {
        RequestBody unread = body;
        exchange = null;
        body = null;
        boolean before = inside;
        inside = true;
        if (unread != null && !unread.isDone() && !of.isAnswered()) {
            call(of, unread::cutOff);
        }
        BodyWriter writer = of.writer();
        if (writer != null) {
            call(of, writer::cutOff);
        }
        inside = before;
    }

    /** The carrier's timer. */
    void deadline() {
        armedFor = NEVER;
        if (due() > carrier.turnTime()) {
            arm();
            return;
        }
        Exchange of = exchange;
        switch (phase) {
            case IDLE -> end();
            case HEAD -> refuse(Refusal.HEAD_TIMEOUT);
            case EXCHANGE -> {
                if (of != null) {
                    refused(of, Refusal.BODY_TIMEOUT);
                }
            }
            case ENDING, GONE -> {
                // Its end has a limit of its own.
            }
        }
        settle();
    }

    private long due() {
        RequestBody unread = body;
        return switch (phase) {
            case IDLE -> since + service.keepAliveNanos;
            case HEAD -> since + service.headNanos;
            case EXCHANGE -> unread == null ? NEVER : unread.due();
            case ENDING, GONE -> NEVER;
        };
    }

    private void arm() {
        long due = due();
        if (due < armedFor) {
            armedFor = due;
            carrier.deadline(Math.max(1, due - carrier.turnTime()));
        }
    }

    private void disarm() {
        if (armedFor != NEVER) {
            armedFor = NEVER;
            carrier.deadline(0);
        }
    }

    /** What of the body was left unread is to come. */
    void bodyIsWanted() {
        arm();
        resumeInput();
    }

    private void pauseInput() {
        if (!paused) {
            paused = true;
            carrier.pause();
        }
    }

    private void resumeInput() {
        if (paused) {
            paused = false;
            carrier.resume();
        }
    }

    /** Hands a region of a file to the carrier, behind what was written. */
    void sendFile(FileFd file, long offset, long count, boolean closeAfter) {
        service.output.flush();
        written += count;
        took(carrier.sendFile(file, offset, count, closeAfter));
        fileWaits = true;
    }

    /** Hands bytes to the carrier. */
    void write(ByteBuffer bytes) {
        written += bytes.remaining();
        took(carrier.write(bytes));
    }

    long unsent() {
        return written - carrier.bytesSent();
    }

    private void took(Written written) {
        full |= written == Written.FULL;
    }

    /** What has become of what was written last. */
    Written written() {
        if (phase != Phase.EXCHANGE) {
            return Written.CLOSED;
        }
        return full ? Written.FULL : Written.TAKEN;
    }

    /** After whatever has happened: what was written goes to the carrier, and that knows whether an exchange is in progress. */
    private void settle() {
        if (!collecting) {
            service.output.flush();
        }
        boolean is = phase == Phase.HEAD || phase == Phase.EXCHANGE;
        if (is != busy && !collecting) {
            busy = is;
            carrier.inExchange(is);
        }
    }

    /** The body of the request; null if it has none, or the exchange is over. */
    @Nullable
    RequestBody bodyOf(Exchange of) {
        return exchange == of ? body : null;
    }

    boolean isCurrent(Exchange of) {
        return exchange == of;
    }

    @Override
    public String toString() {
        return carrier.toString();
    }
}

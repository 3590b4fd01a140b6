package dev.carillon.http.server;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * Flight recorder: a request, from its head to the end of its answer. Of quick ones there may be a hundred thousand a second:
 * hence the threshold, which a recording may set otherwise.
 */
@Name("dev.carillon.HttpRequest")
@Label("HTTP Request")
@Category("Carillon")
@Description("A request, from its head to the end of its answer")
@Threshold("20 ms")
@StackTrace(false)
final class RequestEvent extends Event implements EndListener {
    @Label("Loop")
    String loop = "";

    @Label("Request")
    @Description("Its number among those of its loop and server")
    long request;

    @Label("Method")
    String method = "";

    @Label("Target")
    String target = "";

    @Label("Status")
    int status;

    @Label("Body Bytes Sent")
    @DataAmount
    long bodyBytesSent;

    @Label("End")
    @Description("How it ended: ANSWERED, CUT_OFF, REFUSED or UPGRADED")
    String how = "";

    private RequestEvent() {}

    static void begin(Exchange exchange) {
        RequestEvent event = new RequestEvent();
        if (event.isEnabled()) {
            event.begin();
            exchange.onEnd(event);
        }
    }

    @Override
    public void ended(Exchange exchange, ExchangeEnd end) {
        end();
        if (!shouldCommit()) {
            return;
        }
        loop = exchange.loop().name();
        request = exchange.id();
        method = exchange.request().method().name();
        target = exchange.request().target();
        status = end.status();
        bodyBytesSent = end.bodyBytesSent();
        how = end.how().name();
        commit();
    }
}

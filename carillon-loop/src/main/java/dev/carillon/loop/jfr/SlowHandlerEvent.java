package dev.carillon.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Flight recorder: a handler took longer than the loop's limit. */
@Name("dev.carillon.SlowHandler")
@Label("Slow Handler")
@Category("Carillon")
@Description("A handler took longer than the loop's limit")
@StackTrace(false)
final class SlowHandlerEvent extends Event {
    @Label("Loop")
    String loop = "";

    @Label("Source")
    String source = "";

    @Label("Handler Time")
    @Timespan(Timespan.NANOSECONDS)
    long handlerTime;

    static void emit(String loop, String source, long nanos) {
        SlowHandlerEvent event = new SlowHandlerEvent();
        if (event.isEnabled()) {
            event.loop = loop;
            event.source = source;
            event.handlerTime = nanos;
            event.commit();
        }
    }
}

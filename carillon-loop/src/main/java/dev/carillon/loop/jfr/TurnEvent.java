package dev.carillon.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Flight recorder: one turn of a loop. Off unless a recording switches it on: there may be a million a second. */
@Name("dev.carillon.Turn")
@Label("Loop Turn")
@Category("Carillon")
@Description("One turn of an event loop")
@Enabled(false)
@StackTrace(false)
final class TurnEvent extends Event {
    @Label("Loop")
    String loop = "";

    @Label("Kernel Events")
    int kernelEvents;

    @Label("Sources Handled")
    int handled;

    @Label("Waited")
    @Timespan(Timespan.NANOSECONDS)
    long waited;

    static void emit(String loop, int kernelEvents, int handled, long waited) {
        TurnEvent event = new TurnEvent();
        if (event.isEnabled()) {
            event.loop = loop;
            event.kernelEvents = kernelEvents;
            event.handled = handled;
            event.waited = waited;
            event.commit();
        }
    }
}

package dev.carillon.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Flight recorder: another thread woke a sleeping loop. The event's thread is the one that did. */
@Name("dev.carillon.Wakeup")
@Label("Loop Wake-up")
@Category("Carillon")
@Description("Another thread woke a sleeping event loop")
@Enabled(false)
@StackTrace(false)
final class WakeupEvent extends Event {
    @Label("Loop")
    String loop = "";

    static void emit(String loop) {
        WakeupEvent event = new WakeupEvent();
        if (event.isEnabled()) {
            event.loop = loop;
            event.commit();
        }
    }
}

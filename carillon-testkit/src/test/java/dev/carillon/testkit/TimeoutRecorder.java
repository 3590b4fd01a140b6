package dev.carillon.testkit;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.Kernel;
import java.util.ArrayList;
import java.util.List;

/** Notes the timeouts of the waits that reach the real kernel, below a scripted one. */
final class TimeoutRecorder extends Kernel {
    private final Kernel real = Kernel.current();
    private final List<Long> timeouts = new ArrayList<>();

    @Override
    public long call(CFunction function, long a, long b, long c, long d, long e, long f) {
        if (CallKind.isEpollWait(function.name())) {
            timeouts.add(Waiting.timeoutNanos(new Call(function, a, b, c, d, e, f)));
        }
        return real.call(function, a, b, c, d, e, f);
    }

    List<Long> timeouts() {
        return timeouts;
    }

    /** The function that a wait with a timeout uses on this machine. */
    String waitFunction() {
        return EpollH.PWAIT2.name();
    }

    void run(ScriptedKernel.Body body) throws Exception {
        Kernel former = Kernel.bind(this);
        try {
            body.run();
        } finally {
            Kernel.bind(former);
        }
    }
}

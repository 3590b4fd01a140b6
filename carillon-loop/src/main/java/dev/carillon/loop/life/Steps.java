package dev.carillon.loop.life;

import org.jspecify.annotations.Nullable;

/**
 * Goes through every step of an end, whatever one of them throws: what a kernel refuses to release must not keep the rest,
 * nor leave a thread waiting.
 */
public final class Steps {
    private @Nullable Throwable failure;

    public Steps() {}

    /** The steps that follow a failure, which has what they throw for company. */
    public Steps(Throwable failure) {
        this.failure = failure;
    }

    public void go(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) { // it is thrown again once all is done
            failed(e);
        }
    }

    private void failed(Throwable error) {
        Throwable first = failure;
        if (first == null) {
            failure = error;
        } else if (first != error) {
            first.addSuppressed(error);
        }
    }

    /** After the last step: throws what the first that failed has thrown, with what others threw. */
    public void rethrow() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e); // sneaked past the compiler
        }
    }
}

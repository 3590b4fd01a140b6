package dev.carillon.linux.ffm;

/** {@code <sys/sendfile.h>}. */
public final class SendfileH {
    public static final CFunction SENDFILE = CFunction.returningLong("sendfile");

    private SendfileH() {}
}

package dev.carillon.testkit;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.Kernel;

/** One call of a libc function with its arguments. */
record Call(CFunction function, long a, long b, long c, long d, long e, long f) {
    String name() {
        return function.name();
    }

    /** The name, where a function has operations with failures of their own with the operation. */
    String operation() {
        return name().equals("epoll_ctl") && b == EpollH.EPOLL_CTL_ADD ? "epoll_ctl(ADD)" : name();
    }

    int fd() {
        return (int) a;
    }

    long argument(int index) {
        return switch (index) {
            case 0 -> a;
            case 1 -> b;
            case 2 -> c;
            case 3 -> d;
            case 4 -> e;
            case 5 -> f;
            default -> throw new IllegalArgumentException("a call has arguments 0 to 5, not " + index);
        };
    }

    Call with(int index, long value) {
        return switch (index) {
            case 2 -> new Call(function, a, b, value, d, e, f);
            case 3 -> new Call(function, a, b, c, value, e, f);
            case 4 -> new Call(function, a, b, c, d, value, f);
            default -> throw new IllegalArgumentException("no length is passed in argument " + index);
        };
    }

    long on(Kernel kernel) {
        return kernel.call(function, a, b, c, d, e, f);
    }
}

package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class LinuxExceptionTest {
    @Test
    void hasTheCallTheNameAndTheText() {
        LinuxException failure = LinuxException.of(-17, "epoll_ctl(ADD, fd 7)");
        assertThat(failure).hasMessage("epoll_ctl(ADD, fd 7): EEXIST (File exists)");
        assertThat(failure.call()).isEqualTo("epoll_ctl(ADD, fd 7)");
        assertThat(failure.errno()).isEqualTo(Errno.EEXIST);
    }

    @Test
    void addsAdviceWhereThereIsSome() {
        assertThat(LinuxException.of(-24, "accept4(socket 3)", "raise RLIMIT_NOFILE"))
                .hasMessage("accept4(socket 3): EMFILE (Too many open files) - raise RLIMIT_NOFILE");
    }

    @Test
    void keepsANumberItDoesNotKnow() {
        LinuxException failure = LinuxException.of(-4095, "call()");
        assertThat(failure).hasMessage("call(): errno 4095 (Unknown error)");
        assertThat(failure.errno()).isEqualTo(Errno.UNKNOWN);
    }

    @Test
    void passesAGoodResultOn() {
        assertThat(LinuxException.check(5, "call()")).isEqualTo(5);
        assertThat(LinuxException.check(0, "call()")).isZero();
        assertThatThrownBy(() -> LinuxException.check(-9, "call()")).hasMessage("call(): EBADF (Bad file descriptor)");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN")
    void everyErrorIsFoundByItsNumber(Errno errno) {
        assertThat(Errno.of(errno.number())).isSameAs(errno);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN")
    void everyErrorHasANumberAndATextOfItsOwn(Errno errno) {
        assertThat(errno.number()).isBetween(1, 133);
        for (Errno other : Errno.values()) {
            if (other != errno) {
                assertThat(other.number()).isNotEqualTo(errno.number());
                assertThat(other.text()).isNotEqualTo(errno.text());
            }
        }
    }
}

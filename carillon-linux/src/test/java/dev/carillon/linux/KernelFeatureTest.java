package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.IoUringH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.MmanH;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.Openat2H;
import dev.carillon.linux.ffm.PidfdH;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.UnistdH;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelFeatureTest {
    @ParameterizedTest
    @EnumSource
    void askingLeavesNothingOpenAndGivesTheSameAnswerAgain(KernelFeature feature) {
        OpenDescriptors before = OpenDescriptors.list();
        boolean there = feature.isThere();
        assertThat(feature.refusal().isEmpty()).isEqualTo(there);
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
    }

    @Test
    void anOldKernelHasNoEpollPwait2() {
        FailingKernel.with(
                EpollH.PWAIT2,
                ErrnoH.ENOSYS,
                () -> assertThat(KernelFeature.EPOLL_PWAIT2.refusal()).contains(Errno.ENOSYS));
        FailingKernel.with(
                EpollH.PWAIT2,
                ErrnoH.EBADF,
                () -> assertThat(KernelFeature.EPOLL_PWAIT2.isThere()).isTrue());
    }

    @Test
    void anOldKernelCannotReadPipesWithoutWaiting() {
        FailingKernel.with(
                UnistdH.Vectors.PREADV2,
                ErrnoH.EOPNOTSUPP,
                () -> assertThat(KernelFeature.PIPE_NOWAIT.refusal()).contains(Errno.EOPNOTSUPP));
        FailingKernel.with(
                UnistdH.Vectors.PREADV2,
                ErrnoH.EAGAIN,
                () -> assertThat(KernelFeature.PIPE_NOWAIT.isThere()).isTrue());
    }

    @Test
    void whereOnlyPrivilegeOpensPressureFilesTriggersAreNotThere() {
        FailingKernel.with(
                FcntlH.OPEN,
                ErrnoH.EPERM,
                () -> assertThat(KernelFeature.PRESSURE_TRIGGERS.refusal()).contains(Errno.EPERM));
        FailingKernel.with(
                UnistdH.WRITE,
                ErrnoH.EINVAL,
                () -> assertThat(KernelFeature.PRESSURE_TRIGGERS.refusal()).contains(Errno.EINVAL));
    }

    @Test
    void anOldKernelSignalsNoGroupByDescriptor() {
        FailingKernel.with(
                PidfdH.SEND_SIGNAL,
                ErrnoH.EINVAL,
                () -> assertThat(KernelFeature.PIDFD_GROUP_SIGNAL.refusal()).contains(Errno.EINVAL));
        FailingKernel.with(
                PidfdH.SEND_SIGNAL,
                ErrnoH.ESRCH,
                () -> assertThat(KernelFeature.PIDFD_GROUP_SIGNAL.isThere()).isTrue());
    }

    @Test
    void anOldKernelTellsNothingOfPidFds() {
        FailingKernel.with(
                FcntlH.IOCTL,
                ErrnoH.ENOTTY,
                () -> assertThat(KernelFeature.PIDFD_INFO.refusal()).contains(Errno.ENOTTY));
    }

    @Test
    void aSandboxMayRefuseOpenat2() {
        FailingKernel.with(
                Openat2H.OPENAT2,
                ErrnoH.EPERM,
                () -> assertThat(KernelFeature.OPENAT2.refusal()).contains(Errno.EPERM));
        FailingKernel.with(
                Openat2H.OPENAT2,
                ErrnoH.EINVAL,
                () -> assertThat(KernelFeature.OPENAT2.isThere()).isTrue());
    }

    @Test
    void aRefusalOfIoUringHasItsReason() {
        for (Errno reason : List.of(Errno.EPERM, Errno.ENOSYS, Errno.EINVAL, Errno.ENOMEM)) {
            FailingKernel.with(
                    IoUringH.SETUP,
                    reason.number(),
                    () -> assertThat(KernelFeature.IO_URING.refusal()).contains(reason));
        }
        FailingKernel.with(
                MmanH.MMAP,
                ErrnoH.EPERM,
                () -> assertThat(KernelFeature.IO_URING.refusal()).contains(Errno.EPERM));
    }

    /** As one older than Linux 5.19: to it a part is as good as all, and it tells of it as little. */
    private static final class WithoutWaitAll extends Kernel {
        private final Kernel real;
        private long requests;

        private WithoutWaitAll(Kernel real) {
            this.real = real;
        }

        @Override
        public long call(CFunction function, long a, long b, long c, long d, long e, long f) {
            if (function.equals(IoUringH.ENTER)) {
                for (int i = 0; i < 2; i++) {
                    long flags = requests + (long) i * IoUringH.SQE_SIZE + IoUringH.SQE_MSG_FLAGS;
                    NativeMemory.putInt(flags, NativeMemory.getInt(flags) & ~SocketH.MSG_WAITALL);
                }
            }
            long result = real.call(function, a, b, c, d, e, f);
            if (function.equals(MmanH.MMAP) && f == IoUringH.IORING_OFF_SQES) {
                requests = result;
            }
            return result;
        }
    }

    @Test
    void ioUringThatTellsNotHowMuchOfASendFittedIsRefused() {
        assumeTrue(KernelFeature.IO_URING.isThere(), "this kernel or its sandbox has no io_uring");
        try (Kernel real = Kernel.lease()) {
            Kernel former = Kernel.bind(new WithoutWaitAll(real));
            try {
                assertThat(KernelFeature.IO_URING.refusal()).contains(Errno.EOPNOTSUPP);
            } finally {
                Kernel.bind(former);
            }
        }
    }
}

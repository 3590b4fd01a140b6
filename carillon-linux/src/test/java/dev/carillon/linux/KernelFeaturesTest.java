package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.UnistdH;
import org.junit.jupiter.api.Test;

class KernelFeaturesTest {
    @Test
    void askingOpensNothing() {
        OpenDescriptors before = OpenDescriptors.list();
        KernelFeatures.hasEpollPwait2();
        KernelFeatures.hasSpawnCloseFrom();
        KernelFeatures.refusalOfIoUring();
        assertThat(OpenDescriptors.list().since(before).count()).isZero();
    }

    @Test
    void anOldKernelHasNoEpollPwait2() {
        FailingKernel.with(
                EpollH.PWAIT2,
                ErrnoH.ENOSYS,
                () -> assertThat(KernelFeatures.hasEpollPwait2()).isFalse());
        FailingKernel.with(
                EpollH.PWAIT2,
                ErrnoH.EBADF,
                () -> assertThat(KernelFeatures.hasEpollPwait2()).isTrue());
    }

    @Test
    void aRefusalOfIoUringHasItsReason() {
        FailingKernel.with(
                UnistdH.Processes.SYSCALL,
                ErrnoH.EPERM,
                () -> assertThat(KernelFeatures.refusalOfIoUring()).contains(Errno.EPERM));
        FailingKernel.with(
                UnistdH.Processes.SYSCALL,
                ErrnoH.ENOSYS,
                () -> assertThat(KernelFeatures.refusalOfIoUring()).contains(Errno.ENOSYS));
        int badAddress = 14; // EFAULT: it got as far as the parameters
        FailingKernel.with(
                UnistdH.Processes.SYSCALL,
                badAddress,
                () -> assertThat(KernelFeatures.refusalOfIoUring()).isEmpty());
    }
}

package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {
    @Test
    void whatIsMountedIsListedWithItsPlace() {
        try (MountTable table = MountTable.open()) {
            List<Mount> mounts = table.mounts();
            assertThat(mounts).anySatisfy(mount -> {
                assertThat(mount.path()).isEqualTo(PathName.of("/proc"));
                assertThat(mount.type()).isEqualTo("proc");
            });
            assertThat(table.mounts()).as("read again from the beginning").isEqualTo(mounts);
        }
    }

    @Test
    void whatIsWrittenWithDigitsIsRead() {
        Mount mount = Mount.parse(
                "36 35 98:0 /a\\040b /mnt/a\\040\\134b\\011 ro,noatime master:1 propagate_from:2 - ext3 /dev/sd\\040a"
                        + " rw,errors=continue");
        assertThat(mount).isEqualTo(new Mount(36, PathName.of("/mnt/a \\b\t"), "ext3", "/dev/sd a", true));
    }

    @Test
    void fileSystemThatIsReadOnlyMakesTheMountSo() {
        assertThat(Mount.parse("1 0 0:1 / / rw - ext4  ro,errors=remount-ro"))
                .isEqualTo(new Mount(1, PathName.of("/"), "ext4", "", true));
        assertThat(Mount.parse("1 0 0:1 / / rw shared:1 - tmpfs none rw").isReadOnly())
                .isFalse();
    }

    @Test
    void whatIsNoLineIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mount.parse("1 0 0:1 / / rw"))
                .withMessageContaining("rw");
    }
}

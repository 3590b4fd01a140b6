package dev.carillon.monitor.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Mount;
import dev.carillon.linux.PathName;
import dev.carillon.loop.EventLoop;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MountsInputTest {
    private static final Mount ROOT = new Mount(1, PathName.of("/"), "ext4", "/dev/sda1", false);
    private static final Mount DATA = new Mount(2, PathName.of("/data"), "xfs", "/dev/sdb1", false);
    private static final Mount DATA_READ_ONLY = new Mount(2, PathName.of("/data"), "xfs", "/dev/sdb1", true);
    private static final Mount OVER_DATA = new Mount(3, PathName.of("/data"), "tmpfs", "none", false);

    private final EventLoop loop = EventLoop.open("test");
    private final Told told = new Told(loop, "path");
    private MountsInput.Differences differences = new MountsInput.Differences(told.inlet(), Optional.empty());

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void whatComesGoesAndBecomesReadOnlyIsTold() {
        differences.begin(List.of(ROOT));
        differences.changed(List.of(ROOT, DATA));
        differences.changed(List.of(ROOT, DATA));
        differences.changed(List.of(ROOT, DATA_READ_ONLY));
        differences.changed(List.of(ROOT));
        assertThat(told.lines()).containsExactly("mounted 1 /data", "remounted 1 /data", "unmounted 0 /data");
    }

    @Test
    void placeUnderAnotherMountIsStillInUse() {
        differences.begin(List.of(ROOT, DATA, OVER_DATA));
        differences.changed(List.of(ROOT, DATA));
        differences.changed(List.of(ROOT));
        assertThat(told.lines()).containsExactly("unmounted 1 /data", "unmounted 0 /data");
    }

    /** Between two looks a number can have been given again. */
    @Test
    void otherMountWithTheSameNumberIsNoOldOne() {
        differences.begin(List.of(ROOT, DATA));
        differences.changed(List.of(ROOT, new Mount(2, PathName.of("/srv"), "xfs", "/dev/sdb1", false)));
        assertThat(told.lines()).containsExactly("unmounted 0 /data", "mounted 1 /srv");
    }

    @Test
    void ofOnePlaceItIsToldAtTheStartHowItIs() {
        differences = new MountsInput.Differences(told.inlet(), Optional.of(PathName.of("/data")));
        differences.begin(List.of(ROOT));
        differences.changed(List.of(ROOT, new Mount(9, PathName.of("/srv"), "xfs", "x", false), DATA));
        differences = new MountsInput.Differences(told.inlet(), Optional.of(PathName.of("/data")));
        differences.begin(List.of(ROOT, DATA));
        assertThat(told.lines()).containsExactly("absent 0 /data", "mounted 1 /data", "present 1 /data");
    }
}

package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each poller against a map of what is ready. */
class PollerModelTest {
    /** Adds, modifies, removes, closes and fires at random: what is ready has to be what a map says it is. */
    @ParameterizedTest
    @EnumSource
    void agreesWithAModelWhateverChanges(PollerKind kind) {
        Loops.assumeIsThere(kind);
        Seeds.forAll(40, seed -> {
            Random random = new Random(seed);
            try (Poller tried = kind.apply(64)) {
                Map<EventFd, Long> model = new HashMap<>();
                for (long step = 0; step < 300; step++) {
                    change(tried, random, model, step);
                    Map<Long, Integer> events = new HashMap<>();
                    tried.poll(0);
                    tried.deliver(events::put);
                    Set<Long> expected = new TreeSet<>();
                    model.forEach((fd, token) -> {
                        if (fd.isOpen() && token >= 0) {
                            expected.add(token);
                        }
                    });
                    assertThat(events.keySet()).isEqualTo(expected);
                }
                model.keySet().forEach(Fd::close);
            }
        });
    }

    /** All are ready; a token below zero stands for one that is watched for nothing. */
    private static void change(Poller poller, Random random, Map<EventFd, Long> model, long token) {
        List<EventFd> all = new ArrayList<>(model.keySet());
        EventFd one = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        int what = one == null || all.size() < 8 ? 0 : random.nextInt(5);
        if (one == null || what == 0) {
            if (all.size() < 60) {
                EventFd added = EventFd.open();
                added.add(1);
                assertThat(poller.add(added, Epoll.IN, token)).isTrue();
                model.put(added, token);
            }
            return;
        }
        switch (what) {
            case 1 -> {
                poller.modify(one, Epoll.IN, token);
                model.put(one, token);
            }
            case 2 -> {
                poller.modify(one, 0, token);
                model.put(one, -1L);
            }
            case 3 -> {
                poller.remove(one);
                model.remove(one);
                one.close();
            }
            default -> {
                model.remove(one);
                one.close();
            }
        }
    }
}

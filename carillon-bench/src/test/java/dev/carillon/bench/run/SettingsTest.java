package dev.carillon.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bench.mechanism.Mechanism;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void withoutGroupsAllAreMeant() {
        assertThat(Settings.parse().groups())
                .containsAll(Settings.LOOP)
                .containsAll(Settings.WAITING)
                .containsAll(Settings.NETWORK)
                .isEqualTo(Settings.parse("all").groups());
    }

    @Test
    void groupsAddUpHoweverTheyAreNamed() {
        assertThat(Settings.parse("echo", "wakeup", "echo").groups()).containsExactly("echo", "tls", "wakeup");
        assertThat(Settings.parse("loop").groups()).containsExactlyInAnyOrderElementsOf(Settings.LOOP);
        assertThat(Settings.parse("relay").hasLoop()).isFalse();
        assertThat(Settings.parse("relay", "timers").hasLoop()).isTrue();
    }

    @Test
    void everyGroupCanBeNamedAndIsInTheHelp() {
        for (List<String> names : List.of(Settings.LOOP, Settings.WAITING, Settings.NETWORK)) {
            for (String name : names) {
                assertThat(Settings.parse(name).groups()).contains(name).hasSize(name.equals("echo") ? 2 : 1);
                assertThat(Settings.USAGE).contains(name);
            }
        }
    }

    @Test
    void echoIsWithAndWithoutTlsUnlessOneIsMeant() {
        assertThat(Settings.parse("echo").groups()).containsExactlyInAnyOrder("echo", "tls");
        assertThat(Settings.parse("echo", "--plain").groups()).containsExactly("echo");
        assertThat(Settings.parse("tls").groups()).containsExactly("tls");
        assertThat(Settings.parse("--plain").groups()).contains("echo", "relay").doesNotContain("tls");
    }

    @Test
    void optionsAreTaken() {
        Settings settings = Settings.parse(
                "idle", "--rounds", "9", "--connections", "50", "--size", "3", "--pin", "1,0", "--json", "a.json");
        assertThat(settings.rounds()).isEqualTo(9);
        assertThat(settings.connections()).isEqualTo(50);
        assertThat(settings.relayBytes()).isEqualTo(3L << 30);
        assertThat(settings.pin()).containsExactly(1, 0);
        assertThat(settings.cpus()).containsExactly(1, 0);
        assertThat(settings.unpinned().pin()).isEmpty();
        assertThat(settings.unpinned().cpus()).containsExactly(0, 1);
        assertThat(settings.outputs().json()).isEqualTo(Path.of("a.json"));
    }

    @Test
    void mechanismsAreMeasuredForSoLongAsAsked() {
        Settings settings = Settings.parse("mechanisms", "--duration", "250", "--busy-poll");
        assertThat(settings.mechanismMillis()).isEqualTo(250);
        assertThat(settings.busyPoll()).isTrue();
        assertThat(settings.unpinned().busyPoll()).isTrue();
        assertThat(settings.unpinned().mechanismMillis()).isEqualTo(250);
        assertThat(Settings.parse("mechanisms").busyPoll()).isFalse();
        assertThat(Settings.parse("mechanisms", "--quick").limit()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void theTimeOfMechanismsGrowsWithTheirDuration() {
        Duration usual = Settings.parse("mechanisms").limit();
        assertThat(Settings.parse("mechanisms", "--duration", "4000").limit()).isEqualTo(usual.multipliedBy(10));
        assertThat(Settings.parse("mechanisms", "--duration", "4").limit()).isEqualTo(usual);
        Settings all = Settings.parse("all", "--duration", "60000");
        assertThat(all.limit()).isLessThan(Duration.ofMinutes(20));
        assertThat(all.share("echo")).isGreaterThan(Duration.ofMinutes(2));
    }

    @Test
    void onlySomeMechanismsCanBeMeasured() {
        Settings settings = Settings.parse("--only", "pipe-8,eventfd,pipe-8");
        assertThat(settings.groups()).containsExactly("mechanisms");
        assertThat(settings.mechanisms()).containsExactly(Mechanism.EVENTFD, Mechanism.PIPE_8);
        assertThat(settings.unpinned().mechanisms()).isEqualTo(settings.mechanisms());
        assertThat(Settings.parse("mechanisms").mechanisms()).containsExactly(Mechanism.values());
    }

    @Test
    void quickIsLessOfEverythingButForWhatIsAskedFor() {
        Settings quick = Settings.parse("relay", "--quick");
        assertThat(quick.rounds()).isEqualTo(2);
        assertThat(quick.relayBytes()).isEqualTo(1L << 30);
        assertThat(quick.limit()).isLessThan(Duration.ofMinutes(5));
        assertThat(Settings.parse("--size", "16MiB", "--quick").relayBytes()).isEqualTo(16L << 20);
        assertThat(Settings.parse("--size", "2GiB").relayBytes()).isEqualTo(2L << 30);
    }

    @Test
    void allEndsWithinTwentyMinutesAndEachPartHasAShare() {
        Settings all = Settings.parse();
        assertThat(all.limit()).isLessThan(Duration.ofMinutes(20));
        for (String part : List.of("loop", "pollers", "cost", "mechanisms", "echo", "tls", "idle", "relay")) {
            Duration alone = Settings.parse(part).limit();
            assertThat(all.share(part)).isPositive().isLessThan(alone);
        }
    }

    @Test
    void quickAloneIsASmallChoiceOfLessThanAMinute() {
        Settings brief = Settings.parse("--quick", "--html", "a.html");
        assertThat(brief.brief()).isTrue();
        assertThat(brief.groups()).isEqualTo(Settings.BRIEF);
        assertThat(brief.limit()).isLessThan(Duration.ofMinutes(1));
        assertThat(Settings.parse("--quick", "all").brief()).isFalse();
        assertThat(Settings.parse("--quick", "echo").brief()).isFalse();
    }

    @Test
    void outputsAreTakenAndAreNoPartOfTheRequest() {
        Settings settings =
                Settings.parse("echo", "--html", "a.html", "--svg", "a.svg", "--json", "a.json", "--resume", "a.jsonl");
        assertThat(settings.outputs())
                .isEqualTo(new Outputs(Path.of("a.json"), Path.of("a.html"), Path.of("a.svg"), Path.of("a.jsonl")));
        assertThat(settings.request()).isEqualTo(Settings.parse("echo").request());
        assertThat(Settings.onlyOutputs("--resume", "a.jsonl", "--html", "a.html"))
                .isTrue();
        assertThat(Settings.onlyOutputs("--resume", "a.jsonl", "echo")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "--quick",
                "--quick --rounds 3 --pin 2,5",
                "echo",
                "echo --plain",
                "tls relay --quick --size 16MiB",
                "mechanisms --duration 250 --busy-poll",
                "--only mailbox,pipe-1 --quick",
                "idle --connections 50 --rounds 9"
            })
    void aRequestThatIsReadAgainIsTheSameRun(String arguments) {
        Settings settings = Settings.parse(arguments.split(" ", -1));
        assertThat(Settings.parse(settings.request().split(" ", -1))).isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource({
        "nothing,no group \"nothing\"",
        "--nothing,unknown option: --nothing",
        "--html,--html needs a value",
        "--pin,--pin needs a value",
        "--pin 0,'--pin needs two CPUs, such as 0,1, not 0'",
        "--pin echo,--pin needs two CPUs",
        "'--pin 1,1',--pin needs two different CPUs up to 1023",
        "'--pin 0,1024',--pin needs two different CPUs up to 1023",
        "--only sleep,'--only needs names of mechanisms, not sleep; there are signal,signalfd,'",
        "echo --only eventfd,'--only names mechanisms, and goes with no other group'",
        "--rounds,--rounds needs a value",
        "--rounds 0,--rounds needs a number from 1",
        "--rounds x,--rounds needs a number from 1",
        "--connections 1000001,--connections needs a number from 1 to 1000000",
        "--duration 0,--duration needs a number from 1 to 60000",
        "--duration 60001,--duration needs a number from 1 to 60000",
        "--size 1025,--size needs a number from 1 to 1024",
        "--size 1KiB,--size needs a number",
        "--size -1MiB,--size needs a number"
    })
    void wrongUsageIsRefusedWithTheReason(String arguments, String reason) {
        assertThatThrownBy(() -> Settings.parse(arguments.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}

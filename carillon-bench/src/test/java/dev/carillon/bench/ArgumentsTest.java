package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bench.mechanism.Mechanism;
import dev.carillon.bench.run.Outputs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    @Test
    void withoutGroupsAllAreMeant() {
        assertThat(Arguments.parse().groups())
                .containsAll(Arguments.LOOP)
                .contains("pollers", "cost", "mechanisms", "echo", "tls", "http", "idle", "relay")
                .isEqualTo(Arguments.parse("all").groups());
    }

    @Test
    void groupsAddUpHoweverTheyAreNamed() {
        assertThat(Arguments.parse("echo", "wakeup", "echo").groups()).containsExactly("echo", "tls", "wakeup");
        assertThat(Arguments.parse("loop").groups()).containsExactlyInAnyOrderElementsOf(Arguments.LOOP);
        assertThat(Arguments.parse("relay").hasLoop()).isFalse();
        assertThat(Arguments.parse("relay", "timers").hasLoop()).isTrue();
    }

    @Test
    void everyGroupCanBeNamedAndIsInTheHelp() {
        for (String name : Arguments.parse("all").groups()) {
            assertThat(Arguments.parse(name).groups()).contains(name).hasSize(name.equals("echo") ? 2 : 1);
            assertThat(Arguments.USAGE).contains(name);
        }
    }

    @Test
    void lockstepIsAWayToMeasureEchoOrHttpAndNothingElse() {
        assertThat(Arguments.parse("http", "--lockstep").groups()).containsExactly("http-lockstep");
        assertThat(Arguments.parse("http", "--lockstep").schedule().shares()).containsOnlyKeys("http-lockstep");
        assertThat(Arguments.parse("echo", "--lockstep").groups()).containsExactly("lockstep");
        assertThat(Arguments.parse("--lockstep").groups()).containsExactly("lockstep");
        assertThat(Arguments.parse("echo", "--plain", "--lockstep").groups()).containsExactly("lockstep");
        assertThat(Arguments.parse("all").groups()).doesNotContain("lockstep", "http-lockstep");
        assertThat(Arguments.parse("--lockstep", "--quick").settings().isBrief())
                .isFalse();
        assertThat(Arguments.parse("--lockstep", "--quick").schedule().shares()).containsOnlyKeys("lockstep");
    }

    @Test
    void echoIsWithAndWithoutTlsUnlessOneIsMeant() {
        assertThat(Arguments.parse("echo").groups()).containsExactlyInAnyOrder("echo", "tls");
        assertThat(Arguments.parse("echo", "--plain").groups()).containsExactly("echo");
        assertThat(Arguments.parse("tls").groups()).containsExactly("tls");
        assertThat(Arguments.parse("--plain").groups())
                .contains("echo", "relay")
                .doesNotContain("tls");
    }

    @Test
    void optionsAreTaken() {
        Arguments settings = Arguments.parse(
                "idle", "--rounds", "9", "--connections", "50", "--size", "3", "--pin", "1,0", "--json", "a.json");
        assertThat(settings.settings().rounds()).isEqualTo(9);
        assertThat(settings.connections()).isEqualTo(50);
        assertThat(settings.relayBytes()).isEqualTo(3L << 30);
        assertThat(settings.settings().pin()).containsExactly(1, 0);
        assertThat(settings.settings().cpus()).containsExactly(1, 0);
        assertThat(settings.settings().unpinned().pin()).isEmpty();
        assertThat(settings.settings().unpinned().cpus()).containsExactly(0, 1);
        assertThat(settings.outputs().json()).hasValue(Path.of("a.json"));
    }

    @Test
    void mechanismsAreMeasuredForSoLongAsAsked() {
        Arguments settings = Arguments.parse("mechanisms", "--duration", "250", "--busy-poll");
        assertThat(settings.millisOfMechanism()).isEqualTo(250);
        assertThat(settings.busyPoll()).isTrue();
        assertThat(Arguments.parse("mechanisms").busyPoll()).isFalse();
        assertThat(Arguments.parse("mechanisms", "--quick").schedule().limit()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void theTimeOfMechanismsGrowsWithTheirDuration() {
        Duration usual = Arguments.parse("mechanisms").schedule().limit();
        assertThat(Arguments.parse("mechanisms", "--duration", "4000")
                        .schedule()
                        .limit())
                .isEqualTo(usual.multipliedBy(10));
        assertThat(Arguments.parse("mechanisms", "--duration", "4").schedule().limit())
                .isEqualTo(usual);
        Arguments all = Arguments.parse("all", "--duration", "60000");
        assertThat(all.schedule().limit()).isLessThan(Duration.ofMinutes(20));
        assertThat(all.schedule().shares().get("echo")).isGreaterThan(Duration.ofMinutes(2));
    }

    @Test
    void onlySomeMechanismsCanBeMeasured() {
        Arguments settings = Arguments.parse("--only", "pipe-8,eventfd,pipe-8");
        assertThat(settings.groups()).containsExactly("mechanisms");
        assertThat(settings.mechanisms()).containsExactly(Mechanism.EVENTFD, Mechanism.PIPE_8);
        assertThat(Arguments.parse("mechanisms").mechanisms()).containsExactly(Mechanism.values());
    }

    @Test
    void quickIsLessOfEverythingButForWhatIsAskedFor() {
        Arguments quick = Arguments.parse("relay", "--quick");
        assertThat(quick.settings().rounds()).isEqualTo(2);
        assertThat(quick.relayBytes()).isEqualTo(1L << 30);
        assertThat(quick.schedule().limit()).isLessThan(Duration.ofMinutes(5));
        assertThat(Arguments.parse("--size", "16MiB", "--quick").relayBytes()).isEqualTo(16L << 20);
        assertThat(Arguments.parse("--size", "2GiB").relayBytes()).isEqualTo(2L << 30);
    }

    @Test
    void allEndsWithinTwentyMinutesAndEachPartHasAShare() {
        Arguments all = Arguments.parse();
        assertThat(all.schedule().limit()).isLessThan(Duration.ofMinutes(20));
        for (String part : List.of("loop", "pollers", "cost", "mechanisms", "echo", "tls", "http", "idle", "relay")) {
            Duration alone = Arguments.parse(part).schedule().limit();
            assertThat(all.schedule().shares().get(part)).isPositive().isLessThan(alone);
        }
    }

    @Test
    void quickAloneIsASmallChoiceOfAMinuteAndAHalf() {
        Arguments brief = Arguments.parse("--quick", "--html", "a.html");
        assertThat(brief.settings().isBrief()).isTrue();
        assertThat(brief.groups()).isEqualTo(Arguments.BRIEF);
        assertThat(brief.schedule().limit()).isLessThanOrEqualTo(Duration.ofSeconds(90));
        assertThat(Arguments.parse("--quick", "all").settings().isBrief()).isFalse();
        assertThat(Arguments.parse("--quick", "echo").settings().isBrief()).isFalse();
    }

    @Test
    void outputsAreTakenAndAreNoPartOfTheRequest() {
        Arguments settings = Arguments.parse(
                "echo", "--html", "a.html", "--svg", "a.svg", "--json", "a.json", "--resume", "a.jsonl");
        assertThat(settings.outputs())
                .isEqualTo(new Outputs(
                        Optional.of(Path.of("a.json")),
                        Optional.of(Path.of("a.html")),
                        Optional.of(Path.of("a.svg")),
                        Optional.of(Path.of("a.jsonl"))));
        assertThat(settings.request()).isEqualTo(Arguments.parse("echo").request());
        assertThat(Arguments.onlyOutputs("--resume", "a.jsonl", "--html", "a.html"))
                .isTrue();
        assertThat(Arguments.onlyOutputs("--resume", "a.jsonl", "echo")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "--quick",
                "--quick --rounds 3 --pin 2,5",
                "echo",
                "echo --plain",
                "echo --lockstep --quick --rounds 3 --pin 1,0",
                "http --lockstep --rounds 3",
                "http --quick",
                "echo --lockstep --poller uring --send-ring off",
                "tls relay --quick --size 16MiB",
                "mechanisms --duration 250 --busy-poll",
                "--only mailbox,pipe-1 --quick",
                "idle --connections 50 --rounds 9"
            })
    void aRequestThatIsReadAgainIsTheSameRun(String arguments) {
        Arguments settings = Arguments.parse(arguments.split(" ", -1));
        assertThat(Arguments.parse(settings.request().split(" ", -1))).isEqualTo(settings);
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
        "tls --lockstep,'--lockstep is of echo or of http, and goes with no other group'",
        "lockstep,no group \"lockstep\"",
        "--poller kqueue,'--poller needs one of epoll, poll, select, uring, not kqueue'",
        "--send-ring maybe,'--send-ring needs one of on, off, calls, not maybe'",
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
        assertThatThrownBy(() -> Arguments.parse(arguments.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}

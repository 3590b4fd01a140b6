package dev.carillon.bench;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** The rooms of the bench: what is measured, and beside it the machine, the figures, the course of a run, the report. */
class RoomsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.carillon.bench");

    @Test
    void noRoomLeansOnOneThatLeansOnIt() {
        slices().matching("dev.carillon.bench.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void machineFiguresAndPlotsKnowNothingOfWhatIsMeasured() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage(
                        "..bench.machine..", "..bench.figures..", "..bench.plot..", "..bench.report..", "..bench.run..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..bench.loop..",
                        "..bench.echo..",
                        "..bench.http..",
                        "..bench.relay..",
                        "..bench.pollers..",
                        "..bench.mechanism..")
                .check(CLASSES);
    }
}

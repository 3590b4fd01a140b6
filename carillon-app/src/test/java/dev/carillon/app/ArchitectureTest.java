package dev.carillon.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullNameMatching;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

/** The lines between the modules which the compiler can not hold. */
class ArchitectureTest {
    private static final String ALL = "dev.carillon..";
    private static final String LINUX = "dev.carillon.linux..";
    private static final String FFM = "dev.carillon.linux.ffm..";
    private static final String LOOP = "dev.carillon.loop..";
    private static final String TESTKIT = "dev.carillon.testkit.."; // never shipped
    private static final String APP = "dev.carillon.app..";
    private static final String MONITOR = "dev.carillon.monitor..";

    // Where its classes come from does not matter: modules are read from their jars, this one from its folder.
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.carillon");

    @Test
    void seesEveryModuleItSpeaksOf() {
        for (String module : new String[] {LINUX, FFM, LOOP, APP, MONITOR}) {
            assertThat(CODE.stream().filter(resideInAPackage(module)))
                    .as(module)
                    .isNotEmpty();
        }
    }

    @Test
    void onlyTheFfmPackageCallsNativeCode() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(FFM)
                .should()
                .dependOnClassesThat(name("java.lang.foreign.Linker").or(name("java.lang.foreign.SymbolLookup")))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(MethodHandle.class)
                .orShould()
                .callMethodWhere(target(fullNameMatching("java.lang.foreign.MemorySegment.reinterpret.*"))));
    }

    @Test
    void onlyTheKernelLayerKnowsOfNativeMemory() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(LINUX)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign.."));
    }

    @Test
    void theKernelLayerLeansOnTheJdkOnly() {
        check(classes()
                .that()
                .resideInAPackage(LINUX)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "jdk..", "sun.misc..", "org.jspecify..", LINUX));
    }

    @Test
    void theLoopKnowsNothingAboveIt() {
        check(classes()
                .that()
                .resideInAPackage(LOOP)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "jdk.jfr..", "org.jspecify..", "org.jctools..", LINUX, LOOP));
    }

    /** But for one class: an interrupted thread tells the selector that it waits in, and nothing else. */
    @Test
    void theJdkOffersNoSecondLoop() {
        check(noClasses()
                .that(resideInAPackage(ALL)
                        .and(not(resideInAnyPackage(APP, MONITOR, TESTKIT)))
                        .and(not(nameEndingWith(".Interrupts"))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.nio.channels..", "java.util.logging..")));
    }

    /** It tries others, and writes its record, on threads that may wait. */
    @Test
    void theMonitorHasNoSecondLoopEither() {
        check(noClasses()
                .that()
                .resideInAPackage(MONITOR)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.logging..").or(name("java.nio.channels.Selector"))));
    }

    @Test
    void onlyTheCommandPrints() {
        check(noClasses()
                .that(resideInAPackage(ALL).and(not(resideInAPackage(APP))))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class));
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        check(slices().matching("dev.carillon.(**)").should().beFreeOfCycles());
    }

    private static void check(ArchRule rule) {
        rule.check(CODE);
    }
}

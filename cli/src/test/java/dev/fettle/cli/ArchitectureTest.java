package dev.fettle.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the class path cannot forbid. The arrows between modules are held by the enforcer, in each module's pom.xml.
@Tag("slow") // reads the byte code of all modules: about 2 s
class ArchitectureTest {
    private static final JavaClasses FETTLE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.fettle");

    @Test
    void onlyTheLibtorchInterpreterTouchesTensors() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.fettle.train.torch..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .because("nothing else may own or free native memory (DESIGN 2)")
                .check(FETTLE);
    }

    @Test
    void onlyTheProgramPrintsAndExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.fettle.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .because("a library leaves the streams and the life of the process to its caller")
                .check(FETTLE);
    }

    @Test
    void nothingOpensAConnection() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(http\\..*|.*Socket|URL|URL.*|.*URLConnection|InetAddress|InetSocketAddress)"
                                + "|java\\.nio\\.channels\\.(Asynchronous)?(Server)?(Socket|Datagram)Channel")
                .because("the program fetches nothing at run time (promise 1)")
                .check(FETTLE);
    }

    @Test
    void nothingInAFileBecomesCode() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .because("no file can execute anything (promise 6)")
                .check(FETTLE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.fettle.(**)").should().beFreeOfCycles().check(FETTLE);
    }

    @Test
    void classesAreNamedByWhatTheyAre() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Impl")
                .check(FETTLE);
    }
}

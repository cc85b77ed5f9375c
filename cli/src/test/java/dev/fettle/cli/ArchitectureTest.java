package dev.fettle.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.fettle.image.EightBits;
import dev.fettle.image.HighFrequency;
import dev.fettle.image.Image;
import dev.fettle.image.LumaChroma;
import dev.fettle.image.Plane;
import dev.fettle.network.Reference;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import java.io.ObjectInputStream;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the class path cannot forbid. The arrows between modules are held by the enforcer, in each module's pom.xml.
@Tag("slow") // reads the byte code of all modules: about 2 s
class ArchitectureTest {
    private static final JavaClasses FETTLE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.fettle");

    private static final Set<String> NUMBERS = Set.of("float", "double");
    private static final Set<String> ASKED_OF_PICTURES =
            Set.of("width", "height", "source", "withSource", "hasSamplesOf");

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

    /// Whoever calls a method that takes or gives an array of numbers has samples or weights in hand.
    private static final DescribedPredicate<JavaCall<?>> HANDS_OVER_NUMBERS = DescribedPredicate.describe(
            "hands over arrays of numbers",
            call -> Stream.concat(
                            Stream.of(call.getTarget().getRawReturnType()),
                            call.getTarget().getRawParameterTypes().stream())
                    .anyMatch(type -> type.isArray()
                            && NUMBERS.contains(type.getBaseComponentType().getName())));

    /// A picture goes through whole; what is in it is asked of the modules below.
    private static final DescribedPredicate<JavaCall<?>> LOOKS_INTO_A_PICTURE = DescribedPredicate.describe(
            "looks into a picture",
            call -> call.getTargetOwner().isEquivalentTo(Image.class)
                    && !ASKED_OF_PICTURES.contains(call.getTarget().getName()));

    /// @param packages whose classes are looked at
    private static ArchRule neitherSamplesNorTensorsNorMetrics(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.fettle.image.metric..",
                        "dev.fettle.train.torch..",
                        "dev.fettle.train.data..",
                        "org.bytedeco..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Plane.class,
                        EightBits.class,
                        HighFrequency.class,
                        LumaChroma.class,
                        Values.class,
                        Weights.class,
                        Reference.class,
                        Engine.class,
                        Plan.class)
                .orShould()
                .callMethodWhere(HANDS_OVER_NUMBERS)
                .orShould()
                .callConstructorWhere(HANDS_OVER_NUMBERS)
                .orShould()
                .callMethodWhere(LOOKS_INTO_A_PICTURE)
                .because("the program has options, printing and exit codes; what measures is the laboratory's");
    }

    @Test
    void theProgramTouchesNeitherSamplesNorTensorsNorMetrics() {
        neitherSamplesNorTensorsNorMetrics("dev.fettle.cli..").check(FETTLE);
    }

    /// The rule sees what it forbids: what measures breaks each part of it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.fettle.image.metric.Protocol", // a metric
                "dev.fettle.network.Weights", // a tensor
                "dev.fettle.image.Plane",
                "hands over arrays of numbers",
                "looks into a picture",
                "dev.fettle.runtime.engine.Engine",
            })
    void theLaboratoryTouchesThemAll(String touched) {
        assertThat(neitherSamplesNorTensorsNorMetrics("dev.fettle.lab..")
                        .evaluate(FETTLE)
                        .getFailureReport()
                        .toString())
                .contains(touched);
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
    void nobodyReducesLanes() {
        noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "reduces the lanes of a vector",
                        call -> call.getTarget().getName().equals("reduceLanes")))
                .because("its order is not specified, and JDKs compute reduceLanes(MUL) wrong")
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

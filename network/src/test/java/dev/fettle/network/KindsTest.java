package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class KindsTest {
    /// A part that another part holds.
    interface Course {}

    record Constant(double value) implements Course {}

    record Linear(double from, double to) implements Course {}

    /// A part that holds itself, a part and a block.
    interface Term {}

    record Distance(String to, double weight) implements Term {}

    record Scheduled(Course course, Term of, Limits limits) implements Term {}

    record Sum(List<Term> terms) implements Term {}

    record Limits(int least, int most) {}

    record Objective(String name, Term main, List<Term> terms, Map<String, Course> courses, List<Limits> limits) {}

    private static final Kinds<Course> COURSES = Kinds.of(
            Course.class,
            List.of(new Kinds.Kind<>("constant", new Constant(1)), new Kinds.Kind<>("linear", new Linear(0, 1))));

    private static final Term DISTANCE = new Distance("picture", 1);

    private static final Term SCHEDULED = new Scheduled(new Constant(1), DISTANCE, new Limits(1, 9));

    private static final Kinds<Term> TERMS = Kinds.of(
            Term.class,
            List.of(
                    new Kinds.Kind<>("distance", DISTANCE),
                    new Kinds.Kind<>("scheduled", SCHEDULED),
                    new Kinds.Kind<>("sum", new Sum(List.of(DISTANCE)))),
            COURSES);

    private static final Configuration CONFIGURATION = Configuration.of(TERMS);

    private static final Objective DEFAULTS = new Objective(
            "objective", DISTANCE, List.of(DISTANCE, SCHEDULED), Map.of("rate", new Constant(3)), List.of());

    private static JsonNode json(String text) {
        return Configuration.MAPPER.readTree(text.replace('\'', '"'));
    }

    private static Objective read(String settings) {
        return CONFIGURATION.read("run", DEFAULTS, json(settings));
    }

    @Test
    void aBareNameIsABlockWithATypeAlone() {
        assertThat(TERMS.read("term", json("'scheduled'"))).isEqualTo(SCHEDULED);
        assertThat(TERMS.read("term", json("{'type': 'scheduled'}"))).isEqualTo(SCHEDULED);
    }

    @Test
    void everyKindIsReadAsItIsWrittenTypeFirst() {
        for (Kinds.Kind<Term> kind : TERMS) {
            assertThat(TERMS.read("term", TERMS.write(kind.defaults()))).isEqualTo(kind.defaults());
            assertThat(TERMS.name(kind.defaults())).isEqualTo(kind.name());
        }
        assertThat(TERMS.write(SCHEDULED).toString().replace('"', '\''))
                .isEqualTo("{'type':'scheduled','course':{'type':'constant','value':1.0},"
                        + "'of':{'type':'distance','to':'picture','weight':1.0},'limits':{'least':1,'most':9}}");
        assertThat(CONFIGURATION.read("run", DEFAULTS, CONFIGURATION.write(DEFAULTS)))
                .isEqualTo(DEFAULTS);
    }

    @Test
    void blocksLieInBlocksAtAnyDepth() {
        Term term = TERMS.read("term", json("""
                {'type': 'scheduled', 'limits': {'most': 4}, 'course': {'type': 'linear', 'to': 5},
                 'of': {'type': 'scheduled', 'course': 'linear', 'of': {'weight': 2}}}"""));

        assertThat(term)
                .isEqualTo(new Scheduled(
                        new Linear(0, 5),
                        new Scheduled(new Linear(0, 1), new Distance("picture", 2), new Limits(1, 9)),
                        new Limits(1, 4)));
    }

    @Test
    void aListHasEachEntryOverTheDefaultsOfItsKind() {
        assertThat(read("{'terms': ['scheduled', {'type': 'distance', 'weight': 3}]}")
                        .terms())
                .containsExactly(SCHEDULED, new Distance("picture", 3));
        assertThat(read("{'terms': [{'type': 'sum', 'terms': [{'type': 'distance', 'to': 'edge'}]}]}")
                        .terms())
                .containsExactly(new Sum(List.of(new Distance("edge", 1))));
        assertThat(read("{'limits': [{'least': 2, 'most': 3}]}").limits()).containsExactly(new Limits(2, 3));
    }

    @Test
    void aBlockOverAListChangesItsEntries() {
        assertThat(read("{'terms': {'0': {'weight': 2}}}").terms())
                .containsExactly(new Distance("picture", 2), SCHEDULED);
        assertThat(read("{'terms': {'scheduled': {'course': {'value': 2}}, '0': 'sum'}}")
                        .terms())
                .containsExactly(
                        new Sum(List.of(DISTANCE)), new Scheduled(new Constant(2), DISTANCE, new Limits(1, 9)));
    }

    @Test
    void aMapHasEachValueOverWhatItIs() {
        assertThat(read("{'courses': {'rate': {'value': 4}, 'noise': 'linear'}}")
                        .courses())
                .isEqualTo(Map.of("rate", new Constant(4), "noise", new Linear(0, 1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'main': 'distanse'}              | run.main: unknown type 'distanse'; did you mean 'distance'? known: distance, scheduled, sum
            {'main': {'type': 'foo'}}         | run.main: unknown type 'foo'; known: distance, scheduled, sum
            {'main': {'wieght': 1}}           | run.main: unknown key 'wieght'; did you mean 'weight'? known: to, weight
            {'main': 3}                       | run.main: a block with a type is expected, got 3; known: distance, scheduled, sum
            {'main': {'type': 3}}             | run.main: 'type' is no name, but 3; known: distance, scheduled, sum
            {'main': {'weight': 'x'}}         | run: main.weight must be a number, got 'x'
            {'terms': [{'weight': 1}]}        | run.terms.0: 'type' is missing; known: distance, scheduled, sum
            {'terms': ['distance', 'summ']}   | run.terms.1: unknown type 'summ'; did you mean 'sum'? known: distance, scheduled, sum
            {'terms': {'2': 'sum'}}           | run.terms: unknown key '2'; known: distance, scheduled
            {'terms': {'scheduld': 'sum'}}    | run.terms: unknown key 'scheduld'; did you mean 'scheduled'? known: distance, scheduled
            {'terms': {'1': {'course': {'too': 1}}}}                   | run.terms.1.course: unknown key 'too'; known: value
            {'terms': [{'type': 'sum', 'terms': [{'type': 'distanc'}]}]} | run.terms.0.terms.0: unknown type 'distanc'; did you mean 'distance'? known: distance, scheduled, sum
            {'main': {'type': 'scheduled', 'of': {'type': 'scheduled', 'course': 'liner'}}} | run.main.of.course: unknown type 'liner'; did you mean 'linear'? known: constant, linear
            {'main': {'type': 'scheduled', 'limits': {'moost': 1}}}    | run.main.limits: unknown key 'moost'; did you mean 'most'? known: least, most
            {'limits': [{'least': 1, 'moost': 2}]} | run.limits.0: unknown key 'moost'; did you mean 'most'? known: least, most
            {'courses': {'rate': 'fast'}}     | run.courses.rate: unknown type 'fast'; known: constant, linear
            """)
    void whatIsNotKnownIsRefusedWithItsPathAndTheNearest(String settings, String message) {
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aListThatIsNoneIsRefused() {
        assertThatThrownBy(() -> read("{'terms': 3}"))
                .hasMessage("run: terms must be a list, such as [] or [1, 2], got 3");
    }

    @Test
    void whatIsNotListedIsNotWritten() {
        record Unlisted() implements Term {}
        assertThatThrownBy(() -> TERMS.write(new Unlisted()))
                .hasMessage("Unlisted is not listed among the kinds of Term");
    }

    @Test
    void aNameOrClassListedTwiceIsRefused() {
        Kinds.Kind<Course> one = new Kinds.Kind<>("one", new Constant(1));
        for (Course twin : List.of(new Constant(2), new Linear(0, 1))) {
            String name = twin instanceof Linear ? "one" : "two";
            assertThatThrownBy(() -> Kinds.of(Course.class, List.of(one, new Kinds.Kind<>(name, twin))))
                    .hasMessage("two kinds have the name or the class of '" + name + "'");
        }
    }
}

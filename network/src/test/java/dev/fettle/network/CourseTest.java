package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Course.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CourseTest {
    private record Holder(Course weight) {}

    private static Course read(String json) {
        Holder defaults = new Holder(Course.constant(1));
        return Configuration.overlay("term", defaults, Configuration.MAPPER.readTree(json.replace('\'', '"')))
                .weight();
    }

    /// Values half-way, by each formula.
    @Test
    void eachFormGoesItsWay() {
        assertThat(new Course(Form.CONSTANT, 3, 3, 1).at(0.5)).isEqualTo(3);
        assertThat(Course.linear(4, 1, 1).at(0.5)).isEqualTo(2.5);
        assertThat(new Course(Form.COSINE, 4, 1, 1).at(0.5)).isCloseTo(2.5, within(1e-12));
        assertThat(new Course(Form.COSINE, 4, 1, 1).at(1 / 3.0)).isCloseTo(1 + 3 * 0.75, within(1e-12));
        assertThat(new Course(Form.EXPONENTIAL, 16, 1, 1).at(0.5)).isCloseTo(4, within(1e-12));
        assertThat(new Course(Form.STEP, 1, 0, 0.8).at(0.79)).isEqualTo(1);
        assertThat(new Course(Form.STEP, 1, 0, 0.8).at(0.8)).isEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void theLastValueIsReachedAndKept(Form form) {
        Course course = form == Form.CONSTANT ? Course.constant(2) : new Course(form, 8, 2, 0.25);
        assertThat(course.at(0)).isEqualTo(form == Form.CONSTANT ? 2 : 8);
        assertThat(course.at(0.25)).isEqualTo(2);
        assertThat(course.at(1)).isEqualTo(2);
        assertThat(course.least()).isEqualTo(2);
        assertThat(read("{'weight': " + Configuration.MAPPER.writeValueAsString(course) + "}"))
                .isEqualTo(course);
    }

    @Test
    void filesSpellANumberOrABlock() {
        assertThat(read("{'weight': 0.5}")).isEqualTo(Course.constant(0.5));
        assertThat(read("{'weight': {'type': 'constant', 'to': 0.5}}")).isEqualTo(Course.constant(0.5));
        assertThat(read("{'weight': {'type': 'exponential', 'from': 10, 'to': 0.1}}"))
                .isEqualTo(new Course(Form.EXPONENTIAL, 10, 0.1, 1));
        assertThat(Configuration.MAPPER.writeValueAsString(Course.constant(0.5)))
                .isEqualTo("0.5");
        assertRefused("{'weight': 'high'}", "a number such as 0.1, or a course such as");
        assertRefused(
                "{'weight': {'type': 'linar'}}", "type must be one of constant, linear, cosine, exponential, step");
        assertRefused("{'weight': {'form': 1}}", "unknown key 'form'");
        assertRefused("{'weight': {'from': 1, 'to': 0, 'until': 0}}", "until must be in (0, 1], got 0.0");
        assertRefused("{'weight': {'type': 'exponential', 'to': 1}}", "between numbers above 0, got 0.0 and 1.0");
    }

    private static void assertRefused(String json, String reason) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}

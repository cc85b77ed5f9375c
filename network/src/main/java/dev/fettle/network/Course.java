package dev.fettle.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A value that changes over a training: a learning rate, a temperature, the weight of a term. With p the part of the
/// training that is done, over `until`, and from then on the last value:
///
/// | type          | value                                              | source                                   |
/// |---------------|----------------------------------------------------|------------------------------------------|
/// | `constant`    | to                                                 |                                          |
/// | `linear`      | from + (to - from) · p                             |                                          |
/// | `cosine`      | to + (from - to) · (1 + cos(πp)) / 2               | Loshchilov & Hutter, ICLR 2017, eq. 5    |
/// | `exponential` | from · (to / from)ᵖ; both above 0                  |                                          |
/// | `step`        | from                                               |                                          |
///
/// A file spells a constant as a number, `0.1`, and the others as a block, `{type: linear, from: 0, to: 1, until:
/// 0.5}`.
///
/// @param until part of the training at which the last value is reached, in (0, 1]
public record Course(Form form, double from, double to, double until) {
    /// How the value goes from the first to the last.
    public enum Form {
        @JsonProperty("constant")
        CONSTANT,
        @JsonProperty("linear")
        LINEAR,
        @JsonProperty("cosine")
        COSINE,
        @JsonProperty("exponential")
        EXPONENTIAL,
        /// Stays, and changes at once.
        @JsonProperty("step")
        STEP
    }

    public Course {
        if (!Double.isFinite(from) || !Double.isFinite(to)) {
            throw new IllegalArgumentException("course: from and to must be finite, got " + from + " and " + to);
        }
        if (form == Form.EXPONENTIAL && !(from > 0 && to > 0)) {
            throw new IllegalArgumentException(
                    "course: an exponential one goes between numbers above 0, got " + from + " and " + to);
        }
        if (!(until > 0 && until <= 1)) {
            throw new IllegalArgumentException("course: until must be in (0, 1], got " + until);
        }
        if (form == Form.CONSTANT) { // equal to the number that a file spells it with
            from = to;
            until = 1;
        }
    }

    /// The same value all along.
    public static Course constant(double value) {
        return new Course(Form.CONSTANT, value, value, 1);
    }

    /// On a straight line from the beginning.
    public static Course linear(double from, double to, double until) {
        return new Course(Form.LINEAR, from, to, until);
    }

    /// The value after a part of the training.
    ///
    /// @param progress from 0 to 1
    public double at(double progress) {
        if (progress >= until) {
            return to;
        }
        return switch (form) {
            case CONSTANT -> to;
            case STEP -> from;
            case LINEAR -> from + (to - from) * progress / until;
            case COSINE -> to + (from - to) * (1 + Math.cos(Math.PI * (progress / until))) / 2;
            case EXPONENTIAL -> from * Math.pow(to / from, progress / until);
        };
    }

    /// The least value of the whole course.
    public double least() {
        return Math.min(at(0), to);
    }

    /// Reads a number or a block.
    ///
    /// @throws IllegalArgumentException if it is something else
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Course read(JsonNode course) {
        if (course.isNumber()) {
            return constant(course.doubleValue());
        }
        if (course.isObject()) {
            Block block = Configuration.overlay("course", new Block(Form.LINEAR, 0, 1, 1), course);
            return new Course(block.type, block.from, block.to, block.until);
        }
        throw new IllegalArgumentException(
                "a number such as 0.1, or a course such as {type: linear, from: 0, to: 1}, is expected, got " + course);
    }

    private record Block(Form type, double from, double to, double until) {}

    @JsonValue
    Object written() {
        if (form == Form.CONSTANT) {
            return to;
        }
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", form);
        block.put("from", from);
        block.put("to", to);
        block.put("until", until);
        return block;
    }
}

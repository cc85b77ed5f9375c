package dev.fettle.train.torch.objective;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Course;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.LearntGroups.Gated;
import dev.fettle.network.Operation;
import dev.fettle.network.Shapes;
import dev.fettle.train.settings.NeededFile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// What layers with gates cost, ζ, against what they may cost, o: within the budget it asks for nothing.
/// Zhang et al., ICCV 2019 (DGConv), eq. 9 to 11. Logs show ζ / o.
///
/// o is the cost with all gates open divided by `b`, or `most` in units of the cost. What a layer costs
/// follows from how many of its gates are closed; the gradient of a gate is by how much the cost would
/// change with it, the exact difference (∏ (1 + g) has it as its derivative), or with `power` that of 2^Σg,
/// as in code that the authors' equation has been put into: ln 2 · ζ for every gate.
///
/// @param weight the exponent of `factor`, the weight of `sum`
/// @param cost what is counted
/// @param b the part of the cost with all gates open that is allowed is one b-th; 32 is what ResNeXt 32×4d
/// has, and what it is where `most` is given
/// @param most allowed in units of the cost, instead of by b; 0 for by b
/// @param power whether the gradient is that of the power form
/// @param form how what is beyond the budget counts
/// @param from part of the training from which on a `constraint` holds
/// @param times file of {@link GroupTimes}, for milliseconds
public record Budget(
        String name,
        Course weight,
        Cost cost,
        double b,
        double most,
        boolean power,
        Form form,
        double from,
        String times)
        implements Term {
    /// Digits of a number in a message that is written out.
    private static final int LONGEST = 15;

    private static final double USUAL_B = 32;
    private static final double USUAL_FROM = 0.5;

    public static final Budget DEFAULTS =
            new Budget("budget", Course.constant(0.02), Cost.LINKS, USUAL_B, 0, false, Form.FACTOR, USUAL_FROM, "");

    /// What of a layer is counted.
    public enum Cost {
        /// Pairs of channels of which one is read for the other, Cin · Cout / groups: the paper's.
        @JsonProperty("links")
        LINKS("links"),
        /// Multiply-adds for a patch: links, times kernel, times positions.
        @JsonProperty("macs")
        MACS("multiply-adds"),
        /// Milliseconds, as a file of times has them.
        @JsonProperty("millis")
        MILLIS("ms");

        private final String unit;

        Cost(String unit) {
            this.unit = unit;
        }
    }

    /// How what is beyond the budget counts.
    public enum Form {
        /// The sum of the other terms is multiplied by (ζ / o)^weight, as DGConv's authors train.
        @JsonProperty("factor")
        FACTOR,
        /// weight · (ζ / o - 1) is added.
        @JsonProperty("sum")
        SUM,
        /// As `factor`, and from a part of the training on ζ ≤ o after every step, as the paper writes it:
        /// gates that are nearest to closing close until it holds. Where measured times fall by no single
        /// gate more, the layer that saves most takes the groups that it is fastest with.
        @JsonProperty("constraint")
        CONSTRAINT
    }

    public Budget {
        if (!(b >= 1 && b < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "loss.%s: b must be at least 1, since one b-th of the cost is allowed, got %s".formatted(name, b));
        }
        if (!(most >= 0 && most < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "loss.%s: most must be above 0 and finite, or left out, got %s".formatted(name, most));
        }
        if (most > 0 && b != USUAL_B) {
            throw new IllegalArgumentException(
                    "loss.%s: b (%s) and most (%s) both say what is allowed; leave one of them out"
                            .formatted(name, b, most));
        }
        if (!(from >= 0 && from <= 1)) {
            throw new IllegalArgumentException("loss.%s: from must be 0 to 1, got %s".formatted(name, from));
        }
        if (from != USUAL_FROM && form != Form.CONSTRAINT) {
            throw new IllegalArgumentException(
                    "loss.%s: from says when a constraint begins to hold; set form: constraint, or leave it out"
                            .formatted(name));
        }
        if ((cost == Cost.MILLIS) != !times.isBlank()) {
            throw new IllegalArgumentException("loss.%s: cost millis and a file of times go together; %s"
                    .formatted(
                            name,
                            cost == Cost.MILLIS
                                    ? "name the file that fettle bench --groups has written"
                                    : "leave times out, or set cost: millis"));
        }
    }

    @Override
    public boolean isFactor() {
        return form != Form.SUM;
    }

    @Override
    public Set<Integer> targets(Subject subject) {
        List<Gated> layers = LearntGroups.layers(subject.graph());
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("loss." + name
                    + ": the network has no gates whose cost could be limited; use convolution: groupable");
        }
        if (cost != Cost.MILLIS) { // with times, once the file has been read
            allowed(tables(subject, layers));
        }
        return Set.of();
    }

    /// Two constraints, each kept after the other, can undo what the other has done: the one by times opens
    /// gates.
    @Override
    public void requireAfter(List<Term> before, Subject subject) {
        before.stream()
                .filter(term ->
                        form == Form.CONSTRAINT && term instanceof Budget other && other.form == Form.CONSTRAINT)
                .findFirst()
                .ifPresent(other -> {
                    throw new IllegalArgumentException(
                            "loss.%s: '%s' is a constraint already, and two of them can undo each other; make one of them a factor or a sum"
                                    .formatted(name, other.name()));
                });
    }

    @Override
    public List<NeededFile> files() {
        return times.isBlank() ? List.of() : List.of(new NeededFile("loss." + name + ".times", times));
    }

    @Override
    public void requireFiles(Subject subject) {
        allowed(tables(subject, LearntGroups.layers(subject.graph())));
    }

    @Override
    public Loss open(Subject subject, Surroundings surroundings) {
        List<Gated> layers = LearntGroups.layers(subject.graph());
        List<GateCosts> tables = tables(subject, layers);
        return new BudgetAtWork(this, tables, allowed(tables));
    }

    /// o, once it is known that some gates keep to it.
    private double allowed(List<GateCosts> tables) {
        double all = tables.stream().mapToDouble(GateCosts::open).sum();
        double least = tables.stream().mapToDouble(GateCosts::least).sum();
        double allowed = most > 0 ? most : all / b;
        if (allowed < least) {
            throw new IllegalArgumentException(
                    "loss.%s: %s %s are allowed, but the layers have %s with as many groups as they can, and %s with one"
                            .formatted(name, digits(allowed), cost.unit, digits(least), digits(all)));
        }
        return allowed;
    }

    private static String digits(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
        boolean isPlain = value == 0 || Math.abs(Math.log10(value)) < LONGEST;
        return isPlain ? rounded.toPlainString() : rounded.toString();
    }

    private List<GateCosts> tables(Subject subject, List<Gated> layers) {
        List<Operation.Parameter> parameters = subject.graph().parameters();
        List<String> names = parameters.stream().map(Operation.Parameter::name).toList();
        return switch (cost) {
            case LINKS -> layers.stream().map(layer -> halving(names, layer, 1)).toList();
            case MACS ->
                layers.stream()
                        .map(layer -> halving(names, layer, perLink(subject, layer)))
                        .toList();
            case MILLIS -> measured(names, layers);
        };
    }

    private GateCosts halving(List<String> names, Gated layer, double perLink) {
        double all = perLink * layer.inChannels() * layer.outChannels();
        int gates = layer.gateCount();
        double[] costs = IntStream.rangeClosed(0, gates)
                .mapToDouble(closed -> all / (1 << closed))
                .toArray();
        return new GateCosts(names.indexOf(layer.gates()), costs, power);
    }

    /// Multiply-adds of one pair of channels, for all uses of a layer.
    private static double perLink(Subject subject, Gated layer) {
        Shapes shapes = Shapes.of(subject.graph(), 1, subject.patch(), subject.patch());
        long positions = layer.uses(subject.graph()).stream()
                .map(shapes::of)
                .mapToLong(shape -> (long) shape.height() * shape.width())
                .sum();
        return (double) positions * layer.filters().height() * layer.filters().width();
    }

    private List<GateCosts> measured(List<String> names, List<Gated> layers) {
        GroupTimes read = GroupTimes.read(Path.of(times));
        try {
            return layers.stream()
                    .map(layer -> new GateCosts(names.indexOf(layer.gates()), read.of(layer), power))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("loss.%s: %s: %s".formatted(name, times, e.getMessage()), e);
        }
    }
}

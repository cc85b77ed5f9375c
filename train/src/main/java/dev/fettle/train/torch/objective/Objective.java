package dev.fettle.train.torch.objective;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.fettle.network.Operation;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.settings.NeededFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What a training makes small: the weighted sum of its terms, times those that multiply it. A file spells the
/// distance of the first result alone by its norm, `l1`, and others as a list of terms.
///
/// @param terms at least one that adds, each with a name of its own
public record Objective(List<Term> terms) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,49}");

    public Objective {
        terms = List.copyOf(terms);
        Set<String> names = new HashSet<>();
        for (Term term : terms) {
            if (!NAME.matcher(term.name()).matches()) {
                throw new IllegalArgumentException(
                        "loss: the name of a term must be letters, digits, '.', '_' and '-', at most 50, got '%s'"
                                .formatted(term.name()));
            }
            if (!names.add(term.name())) {
                throw new IllegalArgumentException(
                        "loss: two terms are named '" + term.name() + "'; give each a name of its own");
            }
            if (!(term.weight().least() >= 0)) {
                throw new IllegalArgumentException("loss." + term.name() + ": weight must not be negative");
            }
        }
        if (terms.stream().allMatch(Term::isFactor)) {
            throw new IllegalArgumentException("loss: a term is needed that adds, such as distance");
        }
    }

    /// The distance of the first result alone.
    public static Objective of(Norm norm) {
        return new Objective(List.of(Distance.of(norm)));
    }

    /// The scales of the originals that the terms compare with.
    ///
    /// @throws IllegalArgumentException naming a term and what of it the network has not
    public NavigableSet<Integer> targets(Subject subject) {
        NavigableSet<Integer> scales = new TreeSet<>();
        for (int i = 0; i < terms.size(); i++) {
            scales.addAll(terms.get(i).targets(subject));
            terms.get(i).requireAfter(terms.subList(0, i), subject);
        }
        return scales;
    }

    /// The networks that learn with the one the training is for, by the names of their terms, with the scale behind
    /// the name if there are several.
    public SequencedMap<String, Companion> companions(Subject subject) {
        SequencedMap<String, Companion> companions = new LinkedHashMap<>();
        List<Subject> scales = subject.scales();
        for (Subject each : scales) {
            String suffix = suffix(each.architecture().scale(), scales.size());
            terms.forEach(term ->
                    term.companion(each).ifPresent(companion -> companions.put(term.name() + suffix, companion)));
        }
        return companions;
    }

    /// Looks at what companions are to begin with.
    ///
    /// @param given weights by the names of companions, more perhaps than there are; empty if all begin anew
    /// @throws IllegalArgumentException naming the first that is missing or does not fit
    public void requireFitting(Map<String, Weights> given, Subject subject) {
        if (given.isEmpty()) {
            return;
        }
        SequencedMap<String, Companion> companions = companions(subject);
        if (companions.isEmpty()) {
            throw new IllegalArgumentException(
                    "start.companions: the loss has no term that trains a network of its own, such as dual; leave companions out");
        }
        companions.forEach((name, companion) -> {
            Weights weights = given.get(name);
            if (weights == null) {
                throw new IllegalArgumentException("start.companions: there is none of a term named '%s', but of %s"
                        .formatted(name, String.join(", ", new TreeSet<>(given.keySet()))));
            }
            companion.graph().parameters().forEach(parameter -> requireShape(name, parameter, weights));
        });
    }

    private static void requireShape(String companion, Operation.Parameter parameter, Weights weights) {
        Values values = weights.byName().get(parameter.name());
        if (values == null || !values.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException("start.companions: '%s' of '%s' is %s there and %s here"
                    .formatted(
                            parameter.name(),
                            companion,
                            values == null ? "missing" : values.shape(),
                            parameter.shape()));
        }
    }

    /// @param count of scales
    static String suffix(int scale, int count) {
        return count == 1 ? "" : ".x" + scale;
    }

    /// Whether a term learns from pictures without originals.
    @JsonIgnore
    public boolean isOfInputsAlone() {
        return terms.stream().anyMatch(Term::isOfInputsAlone);
    }

    /// Without the terms that train a network of their own, and those that work with one: without dual regression.
    ///
    /// @throws IllegalArgumentException if nothing is left, or as {@link #targets}
    public Objective withoutCompanions(Subject subject) {
        Set<String> dropped = new HashSet<>();
        List<Term> left = new ArrayList<>();
        for (Term term : terms) {
            if (term.companion(subject).isPresent() || !Collections.disjoint(term.borrowed(), dropped)) {
                dropped.add(term.name());
            } else {
                left.add(term);
            }
        }
        if (left.isEmpty()) {
            throw new IllegalArgumentException("loss: without dual terms nothing is left; add a distance");
        }
        return new Objective(left);
    }

    /// Layers whose inputs the terms look at; a training's {@link Subject} must see them.
    public List<String> layers() {
        return terms.stream().flatMap(term -> term.layers().stream()).distinct().toList();
    }

    /// The files that the terms read.
    @JsonIgnore
    public List<NeededFile> files() {
        return terms.stream().flatMap(term -> term.files().stream()).toList();
    }

    /// Looks at the files that the terms need.
    ///
    /// @throws IllegalArgumentException naming a term and the file that does not do
    public void requireFiles(Subject subject) {
        terms.forEach(term -> term.requireFiles(subject));
    }

    /// Finds what was made for another task than that of the training.
    ///
    /// @throws IllegalArgumentException naming the term and the file
    public void requireTask(String task) {
        terms.forEach(term -> term.requireTask(task));
    }

    /// Reads a norm, a term by its name alone, or a list of terms.
    ///
    /// @throws IllegalArgumentException naming the entry that does not do
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Objective read(JsonNode objective) {
        if (objective.isString()) {
            String label = objective.stringValue();
            return Terms.ALL.names().contains(label)
                    ? new Objective(List.of(Terms.ALL.read("loss", objective)))
                    : of(norm(label));
        }
        if (!(objective instanceof ArrayNode list)) {
            throw new IllegalArgumentException(
                    "loss: a norm such as l1, or a list such as [{type: distance}, {type: fourier}], is expected, got "
                            + objective);
        }
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            terms.add(term("loss." + i, list.get(i)));
        }
        return new Objective(terms);
    }

    private static Norm norm(String label) {
        return Norm.of(label)
                .orElseThrow(() -> new IllegalArgumentException(
                        "loss: unknown norm '" + label + "'; known: " + String.join(", ", Norm.labels())));
    }

    private static Term term(String where, JsonNode entry) {
        if (entry.isString() && Norm.of(entry.stringValue()).isPresent()) {
            return Distance.of(norm(entry.stringValue()));
        }
        return Terms.ALL.read(where, entry);
    }

    /// As {@link #read} has it.
    @JsonValue
    Object written() {
        return isOneDistance()
                ? ((Distance) terms.getFirst()).norm().label()
                : terms.stream().map(Terms.ALL::write).toList();
    }

    /// Whether there is more to log than the sum.
    public boolean isCompound() {
        return terms.size() > 1;
    }

    private boolean isOneDistance() {
        return terms.size() == 1 && terms.getFirst() instanceof Distance only && only.equals(Distance.of(only.norm()));
    }
}

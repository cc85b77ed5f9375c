package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One degradation after another, as pictures meet them: noise that was then stored as JPEG, a JPEG that
/// was stored once more. All steps draw from one sequence of chance, so that the noise of a chain's first
/// step is that of the step alone.
///
/// @param steps at least two, in order; none of them a chain, or the shrinking of super-resolution, whose
/// original stays large ({@link Downsizing} is for chains)
public record DegradationChain(List<Degradation> steps) implements Degradation {
    /// Between the labels of two steps.
    static final String THEN = " then ";

    public DegradationChain {
        steps = List.copyOf(steps);
        if (steps.size() < 2) {
            throw new IllegalArgumentException("degradation: a chain has at least two steps, got " + steps.size());
        }
        for (Degradation step : steps) {
            if (step instanceof DegradationChain || step instanceof BicubicDown) {
                throw new IllegalArgumentException("degradation: '" + step.label() + "' is no step of a chain");
            }
        }
    }

    /// Those steps, flat: chains among them are taken apart.
    public static Degradation of(Degradation... steps) {
        List<Degradation> flat = new ArrayList<>();
        for (Degradation step : steps) {
            switch (step) {
                case DegradationChain chain -> flat.addAll(chain.steps);
                case BicubicDown _, Downsizing _, GaussianNoise _, Gray _, JpegCompression _, PoissonNoise _ ->
                    flat.add(step);
            }
        }
        return flat.size() == 1 ? flat.getFirst() : new DegradationChain(flat);
    }

    /// All steps but the last.
    public Degradation withoutLast() {
        return of(steps.subList(0, steps.size() - 1).toArray(Degradation[]::new));
    }

    @Override
    public Image apply(Image original, NormalValues chance) {
        Image degraded = original;
        for (Degradation step : steps) {
            degraded = step.apply(degraded, chance);
        }
        return degraded;
    }

    @Override
    public Image reference(Image original) {
        Image reference = original;
        for (Degradation step : steps) {
            reference = step.reference(reference);
        }
        return reference;
    }

    /// That of the first step that spoils something.
    @Override
    public Optional<Task> task() {
        return steps.stream().map(Degradation::task).flatMap(Optional::stream).findFirst();
    }

    @Override
    public String label() {
        return steps.stream().map(Degradation::label).collect(Collectors.joining(THEN));
    }
}

package dev.fettle.image.degrade;

import dev.fettle.image.degrade.JpegCompression.Shift;
import dev.fettle.image.degrade.NoiseField.Channels;
import dev.fettle.image.files.Subsampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The words that say how a picture is spoilt, as {@link Degradation#label} writes them and people type
/// them: steps with `then` between them, each its name and what belongs to it, in any order. A number alone
/// is the first thing that a step is asked for.
///
/// | step | |
/// |---|---|
/// | `gray` | {@link Gray}: the original in gray, too |
/// | `noise 25` | {@link GaussianNoise}: `sigma`; `equal` in all channels; `smooth=0.8` pixels |
/// | `poisson a=0.02 b=0.001` | {@link PoissonNoise}: variance a·x + b; `equal`, `smooth` |
/// | `jpeg 90` | {@link JpegCompression}: `quality`; `4:2:0` (the default), `4:4:4`; `shift=4,4` of its grid |
/// | `reduce 2` | {@link Downsizing}: `factor`; the original is reduced, too |
public final class Steps {
    private static final String KNOWN = "gray, noise, poisson, jpeg, reduce";

    private Steps() {}

    /// What the words say, such as `noise 15 then jpeg 90`.
    ///
    /// @throws IllegalArgumentException if they say nothing, something unknown or something out of range
    public static Degradation parse(String words) {
        List<Degradation> steps = new ArrayList<>();
        List<String> step = new ArrayList<>();
        for (String word : words.strip().split("\\s+", -1)) {
            if (word.equals(DegradationChain.THEN.strip())) {
                steps.add(step(step, words));
                step.clear();
            } else {
                step.add(word);
            }
        }
        steps.add(step(step, words));
        return DegradationChain.of(steps.toArray(Degradation[]::new));
    }

    private static Degradation step(List<String> words, String all) {
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            throw new IllegalArgumentException(
                    "a step is missing in '%s'; write it like 'noise 15 then jpeg 90'".formatted(all.strip()));
        }
        return step(words.getFirst(), words.subList(1, words.size()));
    }

    private static Degradation step(String name, List<String> words) {
        return switch (name) {
            case "gray" -> {
                new Said(name, words, List.of());
                yield new Gray();
            }
            case "noise" -> {
                Said said = new Said(name, words, List.of("sigma", "smooth", "equal"));
                yield new GaussianNoise(said.number("sigma"), said.field());
            }
            case "poisson" -> {
                Said said = new Said(name, words, List.of("a", "b", "smooth", "equal"));
                yield new PoissonNoise(said.number("a"), said.number("b"), said.field());
            }
            case "jpeg" -> {
                Said said = new Said(name, words, List.of("quality", "4:2:0", "4:4:4", "shift"));
                yield new JpegCompression(said.whole("quality"), said.subsampling(), said.shift());
            }
            case "reduce" -> new Downsizing(new Said(name, words, List.of("factor")).number("factor"));
            default -> throw new IllegalArgumentException("unknown step '" + name + "'; known: " + KNOWN);
        };
    }

    /// What is said of one step, by key; what stands alone is a key without a value.
    private static final class Said {
        private final String step;
        private final Map<String, String> values = new LinkedHashMap<>();

        /// @param known keys; a number alone is the first one's
        Said(String step, List<String> words, List<String> known) {
            this.step = step;
            for (String word : words) {
                boolean isNumber = !known.isEmpty() && word.matches("[-+.]?\\d[^:=]*");
                int equals = word.indexOf('=');
                String key = isNumber ? known.getFirst() : equals < 0 ? word : word.substring(0, equals);
                if (!known.contains(key)) {
                    throw problem("does not know '%s'; known: %s"
                            .formatted(word, known.isEmpty() ? "nothing" : String.join(", ", known)));
                }
                if (values.put(key, isNumber ? word : equals < 0 ? "" : word.substring(equals + 1)) != null) {
                    throw problem("'" + key + "' is said twice");
                }
            }
        }

        private IllegalArgumentException problem(String what) {
            return new IllegalArgumentException(step + ": " + what);
        }

        double number(String key) {
            String value = Optional.ofNullable(values.get(key))
                    .orElseThrow(() -> problem("say %s, such as '%s'".formatted(key, example(step))));
            try {
                return Double.parseDouble(value);
            } catch (NumberFormatException e) {
                throw problem("%s must be a number, got '%s'".formatted(key, value));
            }
        }

        private static String example(String step) {
            return switch (step) {
                case "noise" -> "noise 25";
                case "poisson" -> "poisson a=0.02 b=0.001";
                case "jpeg" -> "jpeg 90";
                default -> "reduce 2";
            };
        }

        int whole(String key) {
            double number = number(key);
            if (number != (int) number) {
                throw problem(String.format(Locale.ROOT, "%s must be a whole number, got %s", key, number));
            }
            return (int) number;
        }

        /// Whether a word that takes no value is there.
        private boolean isSaid(String key) {
            String value = values.get(key);
            if (value != null && !value.isEmpty()) {
                throw problem("'%s' takes no value, got '%s'".formatted(key, value));
            }
            return value != null;
        }

        NoiseField field() {
            Channels channels = isSaid("equal") ? Channels.EQUAL : Channels.INDEPENDENT;
            return new NoiseField(channels, values.containsKey("smooth") ? number("smooth") : 0);
        }

        Subsampling subsampling() {
            boolean isFull = isSaid("4:4:4");
            if (isSaid("4:2:0") && isFull) {
                throw problem("4:2:0 and 4:4:4 exclude one another");
            }
            return isFull ? Subsampling.FULL : Subsampling.HALF;
        }

        Shift shift() {
            String value = values.get("shift");
            if (value == null) {
                return Shift.NONE;
            }
            if (!value.matches("\\d{1,4},\\d{1,4}")) {
                throw problem("shift must be two whole numbers, right and down, such as 4,4; got '" + value + "'");
            }
            int[] numbers =
                    Arrays.stream(value.split(",")).mapToInt(Integer::parseInt).toArray();
            return new Shift(numbers[0], numbers[1]);
        }
    }
}

package dev.fettle.network.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Border;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Offset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a model is for, how it was made and how well it does: everything beside architecture and weights.
///
/// @param name as `--model` spells it: `sr-x2`
/// @param metrics measurements, each with its protocol
public record ModelCard(String name, Usage usage, Training training, List<Measurement> metrics) {
    /// Of a model or a task, in characters.
    public static final int LONGEST_NAME = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (LONGEST_NAME - 1) + "}");

    public ModelCard {
        requireName("name", name);
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(training, "training");
        metrics = List.copyOf(metrics);
    }

    /// The card with measurements added; one of the same pictures and protocol gives its place to the new one.
    public ModelCard withMeasurements(List<Measurement> added) {
        SequencedMap<List<String>, Measurement> byWay = new LinkedHashMap<>();
        Stream.concat(metrics.stream(), added.stream())
                .forEach(metric -> byWay.put(List.of(metric.data(), metric.protocol()), metric));
        return new ModelCard(name, usage, training, List.copyOf(byWay.values()));
    }

    /// How a picture is handed to the network.
    ///
    /// @param task what the network undoes: `sr`, `denoise`, `deblock`; the runtime knows the meaning. Or
    /// {@link Classes#TASK}
    /// @param valueRange the network's number for white: 1 or 255, 65535 for 16 bits
    /// @param poolSize side, in pixels of the network's input, of the patches that a network was trained on
    /// which chooses kernels by means over all that it sees; larger pictures are cut into windows of that
    /// side. 0 where no kernel is chosen so, or the patches are not known
    /// @param border what the network is to see beyond the picture's edges
    /// @param blend how much of the network's change is kept in a JPEG; for models that remove JPEG
    /// artifacts
    /// @param classes that the network's scores are of; {@link Classes#NONE} where it ends in a picture
    public record Usage(
            String task, double valueRange, Colour colour, int poolSize, Border border, Blend blend, Classes classes) {
        public static final int MOST_POOL_SIZE = 1 << 16;

        public Usage {
            requireName("task", task);
            Objects.requireNonNull(colour, "colour");
            Objects.requireNonNull(border, "border");
            Objects.requireNonNull(blend, "blend");
            Objects.requireNonNull(classes, "classes");
            if (task.equals(Classes.TASK) != classes.areGiven()) {
                throw new IllegalArgumentException("task '%s' does not fit %d classes; '%s' has some, others have none"
                        .formatted(task, classes.names().size(), Classes.TASK));
            }
            if (!(valueRange > 0) || Double.isInfinite(valueRange)) {
                throw new IllegalArgumentException("valueRange must be positive, got " + valueRange);
            }
            requirePoolSize(poolSize);
        }

        /// With the zeros that networks are published with, and the network's result as it is.
        public Usage(String task, double valueRange, Colour colour, int poolSize) {
            this(task, valueRange, colour, poolSize, Border.ZEROS, Blend.NONE, Classes.NONE);
        }

        /// Of a network that sees three channels and sorts pictures.
        public Usage(double valueRange, Classes classes) {
            this(Classes.TASK, valueRange, Colour.RGB, 0, Border.ZEROS, Blend.NONE, classes);
        }

        public Usage withBorder(Border other) {
            return new Usage(task, valueRange, colour, poolSize, other, blend, classes);
        }

        public Usage withBlend(Blend other) {
            return new Usage(task, valueRange, colour, poolSize, border, other, classes);
        }

        /// @throws IllegalArgumentException if windows of this side make no sense
        public static void requirePoolSize(int side) {
            if (side < 0 || side > MOST_POOL_SIZE) {
                throw new IllegalArgumentException(
                        "poolSize must be 0 to %d pixels, got %d".formatted(MOST_POOL_SIZE, side));
            }
        }
    }

    /// What the channels of the network mean.
    public enum Colour {
        /// Three channels: red, green, blue.
        @JsonProperty("rgb")
        RGB(3),
        /// One channel: luma of BT.601; chroma is handled outside.
        @JsonProperty("y")
        Y(1),
        /// One channel: a gray picture, or each channel of a colour picture on its own.
        @JsonProperty("gray")
        GRAY(1);

        private final int channels;

        Colour(int channels) {
            this.channels = channels;
        }

        public int channels() {
            return channels;
        }

        /// Of a network with so many channels.
        ///
        /// @param one what one channel is: `y` or `gray`
        public static Colour of(int channels, String one) {
            return channels == 1 ? valueOf(one.toUpperCase(Locale.ROOT)) : RGB;
        }
    }

    /// How the weights came about.
    ///
    /// @param recipe the resolved experiment, as YAML; a sentence for imported weights
    /// @param data every set of pictures that was trained on
    /// @param shifts what the layers with ghosts have learnt; empty where there are none
    /// @param mixture what inputs had beside the plain degradation of the task, as experiments call it:
    /// `gray`, `jpeg`
    public record Training(
            String recipe,
            List<DataSource> data,
            Provenance provenance,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Shifted> shifts,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> mixture) {
        public Training {
            Objects.requireNonNull(recipe, "recipe");
            Objects.requireNonNull(provenance, "provenance");
            data = List.copyOf(data);
            shifts = List.copyOf(shifts);
            mixture = List.copyOf(mixture);
        }

        /// Without ghosts, on plain degradations.
        public Training(String recipe, List<DataSource> data, Provenance provenance) {
            this(recipe, data, provenance, List.of(), List.of());
        }

        public Training withShifts(List<Shifted> others) {
            return new Training(recipe, data, provenance, others, mixture);
        }

        public Training withMixture(List<String> parts) {
            return new Training(recipe, data, provenance, shifts, parts);
        }
    }

    /// Where the ghosts of a layer are shifted to.
    ///
    /// @param layer `body.0.body.0`
    /// @param offsets one for all ghosts of the layer, or one for each
    /// @param centres how many of them leave a plain copy
    /// @param since the step of the training at which each became what it is; 0 from the beginning
    public record Shifted(String layer, List<Offset> offsets, int centres, List<Long> since) {
        public Shifted {
            Objects.requireNonNull(layer, "layer");
            offsets = List.copyOf(offsets);
            since = List.copyOf(since);
            if (offsets.isEmpty() || since.size() != offsets.size()) {
                throw new IllegalArgumentException(
                        "shifts of '%s': %d offsets have %d steps".formatted(layer, offsets.size(), since.size()));
            }
        }

        public static Shifted of(LearntShifts shifts, List<Long> since) {
            int centres = Math.toIntExact(
                    shifts.offsets().stream().filter(Offset::isCentre).count());
            return new Shifted(shifts.layer(), shifts.offsets(), centres, since);
        }

        /// `body.0.body.0: (0, 1) since step 312`, or how often each offset occurs.
        public String line() {
            long last = since.stream().mapToLong(Long::longValue).max().orElse(0);
            if (offsets.size() == 1) {
                return "%s: %s since step %d".formatted(layer, offsets.getFirst(), last);
            }
            SequencedMap<Offset, Integer> counts = new LinkedHashMap<>();
            offsets.forEach(offset -> counts.merge(offset, 1, Integer::sum));
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<Offset, Integer>comparingByValue().reversed())
                    .map(count -> count.getKey() + " " + count.getValue())
                    .collect(Collectors.joining(
                            ", ",
                            "%s: %d of %d in the centre, the last change at step %d; "
                                    .formatted(layer, centres, offsets.size(), last),
                            ""));
        }
    }

    /// Pictures with the terms they come under.
    ///
    /// @param licence SPDX identifier or the licence's name
    /// @param attribution whom to credit and where the full list is; empty if nobody asks for it
    public record DataSource(String name, String licence, String attribution) {
        public DataSource {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(licence, "licence");
            Objects.requireNonNull(attribution, "attribution");
        }
    }

    /// What is needed to make the same weights again.
    ///
    /// @param configurationDigest SHA-256 of the resolved experiment, hexadecimal; empty if unknown
    /// @param dataFingerprint SHA-256 over the training files; empty if unknown
    /// @param parents digests or addresses of the models this one started from; empty if from scratch
    public record Provenance(String configurationDigest, long seed, String dataFingerprint, List<String> parents) {
        public Provenance {
            Objects.requireNonNull(configurationDigest, "configurationDigest");
            Objects.requireNonNull(dataFingerprint, "dataFingerprint");
            parents = List.copyOf(parents);
        }
    }

    /// One number and how it was measured.
    ///
    /// @param data the set of pictures: `Set5`
    /// @param protocol the metric's stamp and how the input was made:
    /// `psnr y bt601 border=2 uint8; input: bicubic x2 mirror-8bit`
    public record Measurement(String data, String protocol, double value) {
        public Measurement {
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(protocol, "protocol");
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("metric '" + protocol + "' on " + data + " is " + value);
            }
        }
    }

    /// What models and tasks may be called.
    ///
    /// @param what is named, for the message
    /// @throws IllegalArgumentException if it is not allowed
    public static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("%s must be letters, digits, '.', '_' and '-', at most %d, got '%s'"
                    .formatted(what, LONGEST_NAME, name));
        }
    }
}

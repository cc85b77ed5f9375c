package dev.fettle.lab.report;

import dev.fettle.lab.network.FieldReport;
import dev.fettle.lab.sweep.Across;
import dev.fettle.lab.sweep.Published;
import dev.fettle.network.model.ModelCard.Shifted;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// Everything a sweep came to; `results.json` is its JSON.
///
/// @param title of the report
/// @param compares what differs between the variants
/// @param made release and machine, the day
/// @param sets the columns of the table
/// @param variants its rows
/// @param baselines what needs no training: bicubic interpolation, or the degraded pictures themselves
/// @param published other people's numbers
/// @param across settings that scores are drawn over
/// @param latency how speed was measured; empty if it was not
/// @param notes what the reader must know, one line each
public record SweepResults(
        String title,
        String compares,
        String made,
        List<Column> sets,
        List<Variant> variants,
        List<Baseline> baselines,
        List<Published> published,
        List<Across> across,
        Optional<String> latency,
        List<String> notes) {
    public SweepResults {
        sets = List.copyOf(sets);
        variants = List.copyOf(variants);
        baselines = List.copyOf(baselines);
        published = List.copyOf(published);
        across = List.copyOf(across);
        notes = List.copyOf(notes);
    }

    SweepResults withNote(String note) {
        List<String> more = Stream.concat(notes.stream(), Stream.of(note)).toList();
        return new SweepResults(title, compares, made, sets, variants, baselines, published, across, latency, more);
    }

    /// A set of pictures.
    ///
    /// @param folder of the originals
    /// @param input how the degraded pictures are made
    /// @param pictures how many; 0 if the folder is absent
    public record Column(String set, String folder, String input, int pictures) {}

    /// Scores of one network on one set.
    ///
    /// @param protocol the stamp that all scores share, without the metric's name
    /// @param failed pictures that are not part of the means, and why
    public record Scored(String protocol, double psnr, double ssim, List<Picture> pictures, List<String> failed) {
        public Scored {
            pictures = List.copyOf(pictures);
            failed = List.copyOf(failed);
        }

        /// PSNR of one picture.
        public Optional<Double> psnrOf(String picture) {
            return pictures.stream()
                    .filter(one -> one.name().equals(picture))
                    .map(Picture::psnr)
                    .findFirst();
        }
    }

    /// Scores of one picture.
    public record Picture(String name, double psnr, double ssim) {}

    /// One training.
    ///
    /// @param folder of the run
    /// @param status `trained`, `step 500 of 1000`, `not begun` or `failed: …`
    /// @param curve loss and validation over the steps
    /// @param scores by the name of the set; absent where not measured
    /// @param ghosts what became of them; empty where the network has none or is not trained
    public record Run(
            long seed, String folder, String status, Curve curve, Map<String, Scored> scores, Optional<Ghosts> ghosts) {
        /// Without ghosts.
        public Run(long seed, String folder, String status, Curve curve, Map<String, Scored> scores) {
            this(seed, folder, status, curve, scores, Optional.empty());
        }
    }

    /// Where the ghosts of a trained network are shifted to.
    ///
    /// @param receptiveField what it sees with them
    /// @param layers all that have ghosts
    public record Ghosts(FieldReport receptiveField, List<Shifted> layers) {
        public Ghosts {
            layers = List.copyOf(layers);
        }
    }

    /// A number at a step.
    public record Point(long step, double value) {}

    /// How a training went.
    ///
    /// @param loss mean of so many steps each
    /// @param psnrY of the validation pictures, for watching
    /// @param others terms of the loss and other measures, by their keys in the log: `loss.dual`,
    /// `validationPsnrRgb`
    public record Curve(List<Point> loss, List<Point> psnrY, SequencedMap<String, List<Point>> others) {
        public Curve {
            loss = List.copyOf(loss);
            psnrY = List.copyOf(psnrY);
            others = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(others));
        }

        /// With nothing but these.
        public Curve(List<Point> loss, List<Point> psnrY) {
            this(loss, psnrY, new LinkedHashMap<>());
        }
    }

    /// Milliseconds for one picture.
    public record Millis(double median, double min, double max, List<Double> runs) {
        public Millis {
            runs = List.copyOf(runs);
        }
    }

    /// One experiment over all seeds.
    ///
    /// @param settings those that differ between the variants, by their key
    /// @param latency empty if not measured
    public record Variant(
            String name,
            SequencedMap<String, String> settings,
            long parameters,
            double macsPerOutputPixel,
            Optional<Millis> latency,
            List<Run> runs) {
        public Variant {
            runs = List.copyOf(runs);
        }

        /// PSNR over the seeds that were measured.
        public Spread psnr(String set) {
            return Spread.of(scores(set).stream().map(Scored::psnr).toList());
        }

        /// SSIM over the seeds that were measured.
        public Spread ssim(String set) {
            return Spread.of(scores(set).stream().map(Scored::ssim).toList());
        }

        /// Validation PSNR at the end of each training that has got there.
        Spread validation() {
            return Spread.of(runs.stream()
                    .filter(run -> !run.curve().psnrY().isEmpty())
                    .map(run -> run.curve().psnrY().getLast().value())
                    .toList());
        }

        List<Scored> scores(String set) {
            return runs.stream()
                    .flatMap(run -> Optional.ofNullable(run.scores().get(set)).stream())
                    .toList();
        }
    }

    /// Scores without a network.
    public record Baseline(String name, String set, Scored scores) {}

    /// The stamp of the numbers on a set; empty if nothing was measured.
    ///
    /// @throws IllegalStateException if numbers of different stamps came together
    Optional<String> protocol(String set) {
        List<String> stamps = variants.stream()
                .flatMap(variant -> variant.scores(set).stream())
                .map(Scored::protocol)
                .distinct()
                .toList();
        if (stamps.size() > 1) {
            throw new IllegalStateException("set '" + set + "': measured by different protocols: " + stamps);
        }
        return stamps.stream().findFirst();
    }
}

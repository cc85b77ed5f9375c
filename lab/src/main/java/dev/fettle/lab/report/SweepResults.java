package dev.fettle.lab.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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
/// @param quality what was measured
/// @param title of the report
/// @param compares what differs between the variants
/// @param made release and machine, the day
/// @param sets the columns of the table
/// @param variants its rows
/// @param baselines what needs no training: bicubic interpolation, or the degraded pictures themselves
/// @param published other people's numbers
/// @param across settings that scores are drawn over
/// @param latency how speed was measured; empty if it was not
/// @param pairs variants compared picture by picture, where pictures are sorted
/// @param notes what the reader must know, one line each
public record SweepResults(
        @JsonIgnore Quality quality,
        String title,
        String compares,
        String made,
        List<Column> sets,
        List<Variant> variants,
        List<Baseline> baselines,
        List<Published> published,
        List<Across> across,
        Optional<String> latency,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ComparedPair> pairs,
        List<String> notes) {
    public SweepResults {
        sets = List.copyOf(sets);
        pairs = List.copyOf(pairs);
        variants = List.copyOf(variants);
        baselines = List.copyOf(baselines);
        published = List.copyOf(published);
        across = List.copyOf(across);
        notes = List.copyOf(notes);
    }

    /// Of pictures that are restored.
    public SweepResults(
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
        this(
                Quality.RESTORED,
                title,
                compares,
                made,
                sets,
                variants,
                baselines,
                published,
                across,
                latency,
                List.of(),
                notes);
    }

    SweepResults withNote(String note) {
        List<String> more = Stream.concat(notes.stream(), Stream.of(note)).toList();
        return new SweepResults(
                quality, title, compares, made, sets, variants, baselines, published, across, latency, pairs, more);
    }

    /// A set of pictures.
    ///
    /// @param folder of the originals, or of the classes
    /// @param input how the degraded pictures are made, or what else a network is given
    /// @param pictures how many; 0 if the folder is absent
    public record Column(String set, String folder, String input, int pictures) {}

    /// Scores of one network on one set.
    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(PictureScores.class), @JsonSubTypes.Type(ClassScores.class)})
    public sealed interface Scored permits PictureScores, ClassScores {
        /// The stamp that all scores share, without the metric's name.
        String protocol();

        /// Pictures that are not part of the scores, and why.
        List<String> failed();

        /// PSNR in dB; top-1 in per cent.
        double first();

        /// SSIM; top-5 in per cent, NaN where there are no more than five classes.
        double second();
    }

    /// Of pictures that are restored: means over them.
    public record PictureScores(String protocol, double psnr, double ssim, List<Picture> pictures, List<String> failed)
            implements Scored {
        public PictureScores {
            pictures = List.copyOf(pictures);
            failed = List.copyOf(failed);
        }

        @Override
        public double first() {
            return psnr;
        }

        @Override
        public double second() {
            return ssim;
        }

        /// PSNR of one picture.
        public Optional<Double> psnrOf(String picture) {
            return pictures.stream()
                    .filter(one -> one.name().equals(picture))
                    .map(Picture::psnr)
                    .findFirst();
        }
    }

    /// Of pictures that are sorted.
    ///
    /// @param top1 per cent of the pictures whose class has the largest score
    /// @param top5 per cent of those whose class has one of the five largest; empty with five classes and
    /// fewer
    /// @param ranks of each picture's class by its score, 1 for the largest, by the picture's name
    public record ClassScores(
            String protocol,
            double top1,
            Optional<Double> top5,
            SequencedMap<String, Integer> ranks,
            List<String> failed)
            implements Scored {
        public ClassScores {
            ranks = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(ranks));
            failed = List.copyOf(failed);
        }

        @Override
        public double first() {
            return top1;
        }

        @Override
        public double second() {
            return top5.orElse(Double.NaN);
        }
    }

    /// Scores of one restored picture.
    public record Picture(String name, double psnr, double ssim) {}

    /// One training.
    ///
    /// @param folder of the run
    /// @param status `trained`, `step 500 of 1000`, `not begun` or `failed: …`
    /// @param curve loss and validation over the steps
    /// @param scores by the name of the set; absent where not measured
    /// @param ghosts what became of them; empty where the network has none or is not trained
    /// @param groups how the gates went; empty where the network has none or was not validated yet
    public record Run(
            long seed,
            String folder,
            String status,
            Curve curve,
            Map<String, Scored> scores,
            Optional<Ghosts> ghosts,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<GroupCourse> groups) {
        /// Without ghosts and gates.
        public Run(long seed, String folder, String status, Curve curve, Map<String, Scored> scores) {
            this(seed, folder, status, curve, scores, Optional.empty(), Optional.empty());
        }
    }

    /// Where the ghosts of a trained network are shifted to.
    ///
    /// @param receptiveField what it sees with them; empty for one that sorts, which sees all of a picture
    /// @param layers all that have ghosts
    public record Ghosts(
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<FieldReport> receptiveField, List<Shifted> layers) {
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
    /// @param macsPerOutputPixel multiply-adds, where pictures are restored
    /// @param macs multiply-adds for a picture of the size that the network is given, where pictures are
    /// sorted
    /// @param latency empty if not measured
    public record Variant(
            String name,
            SequencedMap<String, String> settings,
            long parameters,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Double> macsPerOutputPixel,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Double> macs,
            Optional<Millis> latency,
            List<Run> runs) {
        public Variant {
            runs = List.copyOf(runs);
            if (macs.isPresent() == macsPerOutputPixel.isPresent()) {
                throw new IllegalArgumentException("variant '" + name
                        + "': multiply-adds are of an output pixel or of a whole picture, got both or neither");
            }
        }

        /// A network that restores.
        public Variant(
                String name,
                SequencedMap<String, String> settings,
                long parameters,
                double macsPerOutputPixel,
                Optional<Millis> latency,
                List<Run> runs) {
            this(name, settings, parameters, Optional.of(macsPerOutputPixel), Optional.empty(), latency, runs);
        }

        /// Multiply-adds, per output pixel or of a picture.
        double work() {
            return macsPerOutputPixel.or(() -> macs).orElseThrow();
        }

        /// PSNR or top-1 over the seeds that were measured.
        public Spread first(String set) {
            return Spread.of(scores(set).stream().map(Scored::first).toList());
        }

        /// SSIM or top-5 over the seeds that were measured.
        public Spread second(String set) {
            return Spread.of(scores(set).stream()
                    .map(Scored::second)
                    .filter(Double::isFinite)
                    .toList());
        }

        /// What the validation measured at the end of each training that has got there.
        Spread validation(Quality quality) {
            return Spread.of(runs.stream()
                    .map(run -> quality.validation(run.curve()))
                    .filter(curve -> !curve.isEmpty())
                    .map(curve -> curve.getLast().value())
                    .toList());
        }

        /// The course of the gates in each training that has got so far.
        List<GroupCourse> courses() {
            return runs.stream().flatMap(run -> run.groups().stream()).toList();
        }

        public List<Scored> scores(String set) {
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

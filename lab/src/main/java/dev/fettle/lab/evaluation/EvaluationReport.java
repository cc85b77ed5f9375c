package dev.fettle.lab.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.metric.Scores;
import dev.fettle.image.metric.Stamp;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The result of `fettle evaluate`.
///
/// @param method what restored the pictures: `bicubic x2`
/// @param input how the degraded pictures were made
/// @param data the folder of originals
/// @param baseline what the same pictures have without a model; empty where none was measured
/// @param gain over the baseline; empty where none was measured
/// @param weights how the file of a model keeps them; empty without a model
/// @param remarks how a method met pictures of a colour that it is not made for; empty if there were none
public record EvaluationReport(
        String method,
        String input,
        String data,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Precision> weights,
        List<String> remarks,
        @JsonIgnore List<Measured> measured,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Baseline> baseline,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Gain> gain,
        List<Failed> failed) {
    public EvaluationReport {
        remarks = List.copyOf(remarks);
        measured = List.copyOf(measured);
        failed = List.copyOf(failed);
    }

    /// The scores of one picture.
    record Measured(String name, Colour colour, Scores scores) {}

    /// A picture that is not part of the mean, and why.
    public record Failed(String name, String error) {}

    /// The numbers of one picture as JSON shows them.
    public record Row(String name, double psnr, double ssim, double psnrB) {
        static Row of(Measured picture) {
            Scores scores = picture.scores();
            return new Row(
                    picture.name(),
                    scores.psnr().value(),
                    scores.ssim().value(),
                    scores.psnrB().value());
        }
    }

    /// The means as JSON shows them.
    public record Mean(double psnr, double ssim, double psnrB) {
        static Mean of(List<Measured> pictures) {
            Scores mean = Scores.mean(pictures.stream().map(Measured::scores).toList());
            return new Mean(
                    mean.psnr().value(), mean.ssim().value(), mean.psnrB().value());
        }
    }

    /// Bicubic enlargement, or the degraded pictures themselves.
    ///
    /// @param method as `fettle evaluate` takes it: `bicubic x2`, `none`
    /// @param protocol the stamp of its numbers, without the metric's name
    record Baseline(String method, String protocol, Mean mean) {
        /// @param pictures the same, in the same order, as those of the report
        static Baseline of(String method, List<Measured> pictures) {
            return new Baseline(method, EvaluationReport.protocol(pictures), Mean.of(pictures));
        }

        private String label() {
            return method.equals("none") ? "none (the input itself)" : method;
        }
    }

    /// PSNR above that of the baseline, in dB; 0 where both are infinite.
    ///
    /// @param mean over all pictures
    /// @param least that any picture has
    /// @param worst the picture that has it
    /// @param images of each, in the order of the report's
    public record Gain(double mean, double least, String worst, List<Double> images) {
        /// @param plain the same pictures, in the same order, without the method
        static Gain of(List<Measured> pictures, List<Measured> plain) {
            List<Double> gains = new ArrayList<>();
            for (int i = 0; i < pictures.size(); i++) {
                gains.add(above(psnr(pictures.get(i)), psnr(plain.get(i))));
            }
            double least = Collections.min(gains);
            double sum = gains.stream().mapToDouble(Double::doubleValue).sum();
            return new Gain(
                    sum / gains.size(),
                    least,
                    pictures.get(gains.indexOf(least)).name(),
                    List.copyOf(gains));
        }

        private static double psnr(Measured picture) {
            return picture.scores().psnr().value();
        }

        private static double above(double decibels, double plain) {
            return decibels == plain ? 0 : decibels - plain;
        }
    }

    /// How the numbers were measured: the stamp that they share, without the metric's name. Where all pictures
    /// are gray it says so, since the choices differ on colour alone.
    @JsonProperty
    public String protocol() {
        return protocol(measured);
    }

    private static String protocol(List<Measured> measured) {
        Stamp shared = measured.getFirst().scores().psnr().stamp();
        boolean isGray = measured.stream().allMatch(picture -> picture.colour() == Colour.GRAY);
        String stamp = (isGray ? shared.ofGrayPictures() : shared).toString();
        return stamp.substring(shared.metric().label().length() + 1);
    }

    /// Over all pictures that were measured.
    @JsonProperty
    public Mean mean() {
        return Mean.of(measured);
    }

    /// Picture by picture.
    @JsonProperty
    public List<Row> images() {
        return measured.stream().map(Row::of).toList();
    }

    /// The means as a model's card keeps them.
    ///
    /// @param set name of the pictures
    /// @throws IllegalArgumentException if a mean is infinite
    public List<Measurement> measurements(String set) {
        String way = " " + protocol() + "; input: " + input;
        Mean mean = mean();
        return List.of(
                new Measurement(set, "psnr" + way, mean.psnr()), new Measurement(set, "ssim" + way, mean.ssim()));
    }

    /// As a table.
    ///
    /// @param blocking whether to show PSNR-B, which is meant for JPEG
    public List<String> lines(boolean blocking) {
        List<String> lines = new ArrayList<>();
        lines.add(text("%-24s %8s %7s%s", "picture", "PSNR", "SSIM", blocking ? "   PSNR-B" : ""));
        images().forEach(row -> lines.add(row(row.name(), new Mean(row.psnr(), row.ssim(), row.psnrB()), blocking)));
        lines.add(row("mean of " + measured.size(), mean(), blocking));
        baseline.ifPresent(plain -> lines.add(row(plain.label(), plain.mean(), blocking)));
        gain.ifPresent(above -> lines.add(
                text("%-24s %+8.3f; least %+.3f (%s)", "gain in dB", above.mean(), above.least(), above.worst())));
        String kept = weights.map(precision -> "; weights: " + precision).orElse("");
        lines.add(method + "; input: " + input + "; protocol: " + protocol() + kept);
        remarks.forEach(remark -> lines.add(method + ": " + remark));
        return lines;
    }

    private static String row(String name, Mean scores, boolean blocking) {
        String third = blocking ? text(" %8.3f", scores.psnrB()) : "";
        return text("%-24s %8.3f %7.4f%s", name, scores.psnr(), scores.ssim(), third);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

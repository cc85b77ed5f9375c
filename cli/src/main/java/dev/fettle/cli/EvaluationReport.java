package dev.fettle.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.image.metric.Score;
import dev.fettle.image.metric.Scores;
import java.util.List;

/// The result of `fettle evaluate`.
///
/// @param method what restored the pictures: `bicubic x2`
/// @param data the folder of originals
record EvaluationReport(String method, String data, @JsonIgnore List<Measured> measured, List<Failed> failed) {
    EvaluationReport {
        measured = List.copyOf(measured);
        failed = List.copyOf(failed);
    }

    /// The scores of one picture.
    record Measured(String name, Scores scores) {}

    /// A picture that is not part of the mean, and why.
    record Failed(String name, String error) {}

    /// The numbers of one picture as JSON shows them.
    record Row(String name, double psnr, double ssim, double psnrB) {
        static Row of(Measured picture) {
            Scores scores = picture.scores();
            return new Row(picture.name(), scores.psnr().value(), scores.ssim().value(), scores.psnrB().value());
        }
    }

    /// The means as JSON shows them.
    record Mean(double psnr, double ssim, double psnrB) {}

    /// How the numbers were measured: the stamp that they share, without the metric's name.
    @JsonProperty
    String protocol() {
        Score psnr = measured.getFirst().scores().psnr();
        return psnr.stamp().toString().substring(psnr.stamp().metric().label().length() + 1);
    }

    @JsonProperty
    Mean mean() {
        Scores mean = Scores.mean(measured.stream().map(Measured::scores).toList());
        return new Mean(mean.psnr().value(), mean.ssim().value(), mean.psnrB().value());
    }

    @JsonProperty
    List<Row> images() {
        return measured.stream().map(Row::of).toList();
    }

    void print(Console console) {
        console.result("%-24s %8s %7s %8s", "picture", "PSNR", "SSIM", "PSNR-B");
        images().forEach(row -> console.result("%-24s %8.3f %7.4f %8.3f", row.name(), row.psnr(), row.ssim(), row.psnrB()));
        Mean mean = mean();
        console.result("%-24s %8.3f %7.4f %8.3f", "mean of " + measured.size(), mean.psnr(), mean.ssim(), mean.psnrB());
        console.result("%s; protocol: %s", method, protocol());
    }
}

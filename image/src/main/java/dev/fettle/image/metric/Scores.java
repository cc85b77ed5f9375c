package dev.fettle.image.metric;

import java.util.List;
import java.util.function.Function;

/// All that is measured of one restored picture, or the means over several.
public record Scores(Score psnr, Score ssim, Score psnrB) {
    /// Each metric's mean.
    ///
    /// @throws IllegalArgumentException if the list is empty or stamps differ
    public static Scores mean(List<Scores> scores) {
        return new Scores(mean(scores, Scores::psnr), mean(scores, Scores::ssim), mean(scores, Scores::psnrB));
    }

    private static Score mean(List<Scores> scores, Function<Scores, Score> part) {
        return Score.mean(scores.stream().map(part).toList());
    }
}

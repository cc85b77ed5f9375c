package dev.fettle.lab.calibration;

import dev.fettle.image.EightBits;
import dev.fettle.image.Image;
import dev.fettle.image.Plane;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.metric.Psnr;
import dev.fettle.runtime.Diagnosis;
import dev.fettle.runtime.Restorer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// What each remedy makes of one picture.
///
/// @param fault what was done to the picture
/// @param label the same with its numbers
/// @param diagnosis what the picture shows of it
/// @param regrets how far each remedy is from the best one, in dB of PSNR of all channels, rounded to 8
/// bits
record ChoiceOutcome(ChoiceCase.Fault fault, String label, Diagnosis diagnosis, Map<List<Task>, Double> regrets) {
    /// All that may be done: nothing, one task, or both in either order.
    static final List<List<Task>> REMEDIES = List.of(
            List.of(),
            List.of(Task.DENOISE),
            List.of(Task.DEBLOCK),
            List.of(Task.DENOISE, Task.DEBLOCK),
            List.of(Task.DEBLOCK, Task.DENOISE));

    /// From the best one in dB, within which a remedy is as good.
    private static final double NEAR = 0.1;

    ChoiceOutcome {
        regrets = Map.copyOf(regrets);
    }

    /// @param restorers for either task
    static ChoiceOutcome of(ChoiceCase given, Map<Task, Restorer> restorers) {
        Map<List<Task>, Image> made = new LinkedHashMap<>();
        Map<List<Task>, Double> decibels = new LinkedHashMap<>();
        for (List<Task> remedy : REMEDIES) {
            Image result = remedy.isEmpty() ? given.spoilt() : next(remedy, made, restorers);
            made.put(remedy, result);
            decibels.put(remedy, psnr(given.original(), result));
        }
        return new ChoiceOutcome(given.fault(), given.label(), Diagnosis.of(given.spoilt()), regrets(decibels));
    }

    /// The last task of a remedy, done to what those before it have made.
    private static Image next(List<Task> remedy, Map<List<Task>, Image> made, Map<Task, Restorer> restorers) {
        Image before = Objects.requireNonNull(made.get(remedy.subList(0, remedy.size() - 1)));
        return Objects.requireNonNull(restorers.get(remedy.getLast())).restore(before);
    }

    private static double psnr(Image original, Image restored) {
        double error = IntStream.range(0, original.channels())
                .mapToDouble(channel -> Psnr.meanSquaredError(plane(original, channel), plane(restored, channel)))
                .average()
                .orElse(0);
        return error == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(255 * 255 / error);
    }

    private static Plane plane(Image image, int channel) {
        return Plane.of(image.width(), image.height(), EightBits.of(image.plane(channel)));
    }

    private static Map<List<Task>, Double> regrets(Map<List<Task>, Double> decibels) {
        double best =
                decibels.values().stream().mapToDouble(value -> value).max().orElseThrow();
        Map<List<Task>, Double> regrets = new HashMap<>();
        decibels.forEach((remedy, value) -> regrets.put(remedy, value == best ? 0 : best - value));
        return regrets;
    }

    double regret(List<Task> remedy) {
        return Objects.requireNonNull(regrets.get(remedy));
    }

    boolean isRight(List<Task> remedy) {
        return regret(remedy) <= NEAR;
    }
}

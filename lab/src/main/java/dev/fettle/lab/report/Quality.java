package dev.fettle.lab.report;

import dev.fettle.lab.report.SweepResults.Curve;
import dev.fettle.lab.report.SweepResults.Point;
import dev.fettle.train.measure.Measure;
import java.util.List;
import java.util.Locale;

/// What a sweep measures on its sets, in the words of its report.
public enum Quality {
    /// Pictures are restored.
    RESTORED("PSNR", "dB", "SSIM", 4, "multiply-adds", "per output pixel") {
        @Override
        List<Point> validation(Curve curve) {
            return curve.psnrY();
        }
    },
    /// Pictures are sorted into classes.
    SORTED("top-1", "%", "top-5", 2, "multiply-adds", "of a picture") {
        @Override
        List<Point> validation(Curve curve) {
            return curve.others().getOrDefault(VALIDATION_TOP_1, List.of());
        }
    };

    /// In logs.
    static final String VALIDATION_TOP_1 = "validation" + capital(Measure.TOP_1.key());

    private final String first;
    private final String unit;
    private final String second;
    private final int decimals;
    private final String work;
    private final String workOf;

    Quality(String first, String unit, String second, int decimals, String work, String workOf) {
        this.first = first;
        this.unit = unit;
        this.second = second;
        this.decimals = decimals;
        this.work = work;
        this.workOf = workOf;
    }

    private static String capital(String key) {
        return key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
    }

    /// `PSNR`
    String first() {
        return first;
    }

    /// `PSNR, dB`
    String firstWithUnit() {
        return first + ", " + unit;
    }

    /// `SSIM`
    String second() {
        return second;
    }

    /// Of the second number, as it is written.
    int secondDecimals() {
        return decimals;
    }

    /// Of milliseconds: pictures that are sorted are small, and take few.
    int milliDecimals() {
        return switch (this) {
            case RESTORED -> 1;
            case SORTED -> 2;
        };
    }

    /// `multiply-adds`
    String work() {
        return work;
    }

    /// `per output pixel`
    String workOf() {
        return workOf;
    }

    /// The validations of a training.
    abstract List<Point> validation(Curve curve);
}

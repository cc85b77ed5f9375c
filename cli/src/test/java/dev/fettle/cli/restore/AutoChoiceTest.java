package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.SharedData;
import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.lab.calibration.ChoiceCalibration;
import dev.fettle.lab.calibration.ChoiceCalibration.Row;
import dev.fettle.lab.calibration.ChoiceCase.Fault;
import dev.fettle.runtime.PreparedModel;
import dev.fettle.runtime.Remedies;
import dev.fettle.runtime.RestoreOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What `--task auto` decides is right: PSNR within 0.1 dB of the best of nothing, denoise, deblock and
/// both in either order, in 95 % of spoilt crops of photographs on which the thresholds were not measured:
/// of 200 of which a quarter each is clean, noisy (σ 5 to 50, half of them gray), compressed (quality 10 to
/// 98), or noisy and then compressed (60 to 98). Of 50 that are compressed finely (95 to 100) as many are
/// not touched to their harm.
///
/// If better models take the place of the bundled ones and this fails, measure the thresholds anew: `fettle
/// calibrate auto --data PHOTOS -o runtime/src/main/resources/dev/fettle/runtime/models/auto.txt
/// --overwrite`, with photographs that are not these.
@Tag("data")
@Tag("long") // two networks four times on 250 crops: three minutes
class AutoChoiceTest {
    private static final int CASES = 250;
    private static final double LEAST_SHARE = 0.95;

    @Test
    void nearlyAllDecisionsAreRight() throws IOException {
        ImageFolder photographs = ImageFolder.of(SharedData.folder("photos-valid"));
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        ChoiceCalibration measured = ChoiceCalibration.of(
                PreparedModel.open("denoise"),
                PreparedModel.open("deblock"),
                photographs,
                CASES,
                RestoreOptions.DEFAULTS,
                new Screen(new Console(nowhere, nowhere, false), new Interruption()));
        Remedies bundled = Remedies.bundled();
        String table = String.join("\n", measured.lines(bundled)) + "\n" + String.join("\n", measured.wrong(bundled));
        assertThat(measured.rows(bundled).getLast().count()).isEqualTo(CASES);
        List<Row> spoiltOrClean = measured.rows(bundled).stream()
                .limit(Fault.values().length)
                .filter(row -> !row.pictures().equals(Fault.FINE_JPEG.label()))
                .toList();
        int right = spoiltOrClean.stream().mapToInt(Row::right).sum();
        int count = spoiltOrClean.stream().mapToInt(Row::count).sum();
        assertThat((double) right / count).as(table).isGreaterThanOrEqualTo(LEAST_SHARE);
        Row clean = row(measured.rows(bundled), Fault.CLEAN);
        assertThat((double) clean.right() / clean.count())
                .as("clean pictures stay as they are\n%s", table)
                .isGreaterThanOrEqualTo(LEAST_SHARE);
        Row fine = row(measured.rows(bundled), Fault.FINE_JPEG);
        long spoilt = measured.wrong(bundled).stream()
                .filter(wrong -> wrong.contains(fine.pictures()) && !wrong.contains("nothing costs"))
                .count();
        assertThat(1 - (double) spoilt / fine.count())
                .as("finely compressed pictures are not spoilt\n%s", table)
                .isGreaterThanOrEqualTo(LEAST_SHARE);
    }

    private static Row row(List<Row> rows, Fault fault) {
        return rows.stream()
                .filter(row -> row.pictures().equals(fault.label()))
                .findFirst()
                .orElseThrow();
    }
}

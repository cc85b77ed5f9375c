package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.SharedData;
import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.lab.calibration.ChoiceCalibration;
import dev.fettle.lab.calibration.ChoiceCalibration.Row;
import dev.fettle.runtime.PreparedModel;
import dev.fettle.runtime.Remedies;
import dev.fettle.runtime.RestoreOptions;
import java.io.IOException;
import java.io.PrintWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What `--task auto` decides is right: PSNR within 0.1 dB of the best of nothing, denoise, deblock and
/// both in either order, in 95 % of 200 spoilt crops of photographs on which the thresholds were not
/// measured. A quarter each is clean, noisy (σ 5 to 50, half of them gray), compressed (quality 10 to 98),
/// or noisy and then compressed (60 to 98).
///
/// If better models take the place of the bundled ones and this fails, measure the thresholds anew: `fettle
/// calibrate auto --data PHOTOS -o runtime/src/main/resources/dev/fettle/runtime/models/auto.txt
/// --overwrite`, with photographs that are not these.
@Tag("data")
@Tag("long") // two networks four times on 200 crops: two minutes
class AutoChoiceTest {
    private static final int CASES = 200;
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
        Row all = measured.rows(bundled).getLast();
        assertThat(all.count()).isEqualTo(CASES);
        assertThat((double) all.right() / CASES).as(table).isGreaterThanOrEqualTo(LEAST_SHARE);
        Row clean = measured.rows(bundled).getFirst();
        assertThat((double) clean.right() / clean.count())
                .as("clean pictures stay as they are\n%s", table)
                .isGreaterThanOrEqualTo(LEAST_SHARE);
    }
}

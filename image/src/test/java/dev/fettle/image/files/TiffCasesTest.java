package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark.Kind;
import dev.fettle.image.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Small files beside the research images, each made for one kind of trouble.
@Tag("data")
class TiffCasesTest {
    private static Path file(String name) {
        return SharedData.folder("../cases").resolve(name);
    }

    @ParameterizedTest
    @CsvSource({
        "g12.tif, 0.50012, 16",
        "u32.tif, 0.75, 16",
        "exifptr.tif, 0.78431, 8",
        "nocounts.tif, 0.78431, 8",
        "thumbfirst.tif, 0.78431, 8"
    })
    void aFlatPictureHasItsLevelEverywhere(String name, float level, int depth) throws Exception {
        Image image = ImageFiles.read(file(name));
        assertThat(image.width()).isEqualTo(96);
        assertThat(image.height()).isEqualTo(64);
        assertThat(image.source().bitDepth()).isEqualTo(depth);
        for (float sample : image.plane(0)) {
            assertThat(sample).isCloseTo(level, within(1e-4f));
        }
    }

    @ParameterizedTest
    @CsvSource({"exifptr.tif, DROPPED, EXIF", "nocounts.tif, REPAIRED, length", "thumbfirst.tif, DROPPED, reduced"})
    void whatWasRepairedOrLeftOutIsSaid(String name, Kind kind, String word) throws Exception {
        assertThat(ImageFiles.read(file(name)).source().remarks())
                .singleElement()
                .satisfies(remark -> {
                    assertThat(remark.kind()).isEqualTo(kind);
                    assertThat(remark.text()).contains(word);
                });
    }

    @ParameterizedTest
    @CsvSource({"f32.tif, 128 to 128", "g4cut.tif, fax data"})
    void whatCannotBeRightIsRefused(String name, String reason) {
        Path file = file(name);
        assertThatThrownBy(() -> ImageFiles.read(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aJpegWithOddNamesIsTheColourThatTheTiffSays() throws Exception {
        Image image = ImageFiles.read(file("ids012.tif"));
        int[] means = {143, 48, 89};
        for (int band = 0; band < 3; band++) {
            double sum = 0;
            for (float sample : image.plane(band)) {
                sum += sample;
            }
            assertThat(255 * sum / image.plane(band).length).isCloseTo(means[band], within(2.0));
        }
    }
}

package dev.fettle.image.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.files.Subsampling;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.resample.Bicubic.Flavour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TaskTest {
    @ParameterizedTest
    @EnumSource
    void itsNameLeadsBackToIt(Task task) {
        assertThat(Task.parse(task.label())).isEqualTo(task);
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> Task.parse("deblur")).hasMessage("unknown task 'deblur'; known: sr, denoise, deblock");
    }

    @Test
    void testPicturesAreSpoiltAsThePublishedOnesWere() {
        assertThat(Task.SR.degradation(4)).isEqualTo(new BicubicDown(4, Flavour.MIRROR_8BIT));
        assertThat(Task.DENOISE.degradation(12.5)).isEqualTo(new GaussianNoise(12.5));
        assertThat(Task.DEBLOCK.degradation(10)).isEqualTo(new JpegCompression(10, Subsampling.HALF));
    }

    /// EDSR (CVPRW 2017) and AR-CNN (ICCV 2015) compare luma; CBSD68 after noise is compared in RGB (DnCNN, TIP
    /// 2017).
    @ParameterizedTest
    @CsvSource({"SR, Y", "DENOISE, RGB", "DEBLOCK, Y"})
    void papersCompare(Task task, Protocol protocol) {
        assertThat(task.protocol()).isEqualTo(protocol);
    }

    @ParameterizedTest
    @CsvSource({"SR, scale must be a whole number, 2.5", "DEBLOCK, quality must be a whole number, 10.5"})
    void aPartOfAScaleOrQualityIsRefused(Task task, String message, double strength) {
        assertThatThrownBy(() -> task.degradation(strength)).hasMessageStartingWith(message);
    }
}

package dev.fettle.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SourceTest {
    @Test
    void everyPartStaysWhenAnotherIsSet() {
        byte[] block = {1, 2, 3};
        Source source = Source.NONE
                .withBitDepth(16)
                .withIccProfile(block)
                .withExif(block)
                .withXmp(block)
                .withIptc(block)
                .withColourChunk("gAMA", block)
                .withText(TextEntry.of("Title", "otters"))
                .withDensity(new Density(300, 300, Density.Unit.INCH))
                .withJpeg(new JpegCoding(75, 2, 2))
                .withRemark(Remark.repaired("its end is missing"));
        assertThat(source.bitDepth()).isEqualTo(16);
        assertThat(source.iccProfile()).hasValue(block);
        assertThat(source.withoutExif().exif()).isEmpty();
        assertThat(source.withoutIccProfile().xmp()).hasValue(block);
        assertThat(source.iptc()).hasValue(block);
        assertThat(source.colourChunks()).containsEntry("gAMA", block);
        assertThat(source.texts()).containsExactly(TextEntry.of("Title", "otters"));
        assertThat(source.density()).hasValue(new Density(300, 300, Density.Unit.INCH));
        assertThat(source.jpeg()).hasValue(new JpegCoding(75, 2, 2));
        assertThat(source.remarks()).containsExactly(Remark.repaired("its end is missing"));
    }

    @Test
    void theSameRemarkIsKeptOnce() {
        Remark remark = Remark.dropped("2 further pages");
        assertThat(Source.NONE.withRemark(remark).withRemark(remark).remarks()).containsExactly(remark);
    }

    @Test
    void remarksAreOneLineOfText() {
        assertThatThrownBy(() -> Remark.noted("a\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Remark.noted(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Remark.noted("\u001b[31mred")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInchHas254HundredthsOfACentimetre() {
        Density metric = new Density(300, 72, Density.Unit.INCH).in(Density.Unit.CENTIMETRE);
        assertThat(metric.horizontal()).isCloseTo(118.110, Offset.offset(1e-3));
        assertThat(metric.vertical()).isCloseTo(28.346, Offset.offset(1e-3));
        assertThat(metric.in(Density.Unit.INCH).horizontal()).isCloseTo(300, Offset.offset(1e-9));
        Density shape = new Density(2, 1, Density.Unit.ASPECT);
        assertThat(shape.in(Density.Unit.INCH)).isEqualTo(shape);
    }
}

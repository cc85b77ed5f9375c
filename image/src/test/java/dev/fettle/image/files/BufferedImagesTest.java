package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BufferedImagesTest {
    @Test
    void grayIsNotBent() {
        var picture = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setSample(1, 0, 0, 64);
        assertThat(picture.getRGB(1, 0) & 0xFF).as("what getRGB makes of 64").isNotEqualTo(64);
        assertThat(BufferedImages.fromBufferedImage(picture).plane(0)).containsExactly(0f, 64 / 255f);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void theOrderOfTheBandsDoesNotMatter(int type) {
        var picture = new BufferedImage(3, 2, type);
        picture.setRGB(2, 1, 0xFF102030);
        Image image = BufferedImages.fromBufferedImage(picture);
        assertThat(image.plane(0)[5]).isEqualTo(16 / 255f);
        assertThat(image.plane(1)[5]).isEqualTo(32 / 255f);
        assertThat(image.plane(2)[5]).isEqualTo(48 / 255f);
        assertThat(image.alpha().isPresent()).isEqualTo(picture.getColorModel().hasAlpha());
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB_PRE, BufferedImage.TYPE_4BYTE_ABGR_PRE})
    void premultipliedColoursAreDividedByAlpha(int type) {
        var picture = new BufferedImage(2, 1, type);
        picture.getRaster().setPixel(1, 0, new int[] {100, 50, 0, 100});
        Image image = BufferedImages.fromBufferedImage(picture);
        assertThat(image.plane(0)).containsExactly(0f, 1f);
        assertThat(image.plane(1)[1]).isCloseTo(0.5f, within(1e-6f));
        assertThat(image.alpha().orElseThrow()).containsExactly(0f, 100 / 255f);
    }

    @Test
    void fiveBitBandsAreFractionsOf31() {
        var picture = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_565_RGB);
        picture.getRaster().setPixel(0, 0, new int[] {31, 21, 0});
        Image image = BufferedImages.fromBufferedImage(picture);
        assertThat(image.plane(0)[0]).isEqualTo(1f);
        assertThat(image.plane(1)[0]).isEqualTo(21 / 63f);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_BYTE_INDEXED})
    void indexedPicturesAreLookedUp(int type) {
        var picture = new BufferedImage(2, 1, type);
        picture.setRGB(1, 0, 0xFFFFFFFF);
        Image image = BufferedImages.fromBufferedImage(picture);
        assertThat(image.plane(0)).containsExactly(0f, 1f);
    }

    @Test
    void floatSamplesAreTakenAsTheyAre() {
        var model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, 1, DataBuffer.TYPE_FLOAT);
        var picture = new BufferedImage(model, model.createCompatibleWritableRaster(1, 1), false, null);
        picture.getRaster().setPixel(0, 0, new float[] {0.1f, 0.2f, 0.3f});
        assertThat(BufferedImages.fromBufferedImage(picture).plane(2)).containsExactly(0.3f);
    }

    @Test
    void aPartOfALargerPictureIsReadFromItsOwnCorner() {
        var picture = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(4, 5, 0xFFFFFF);
        Image image = BufferedImages.fromBufferedImage(picture.getSubimage(4, 5, 2, 2));
        assertThat(image.plane(0)).containsExactly(1f, 0f, 0f, 0f);
    }

    @ParameterizedTest
    @CsvSource({
        "GRAY,false,8", "GRAY,true,8", "RGB,false,8", "RGB,true,8",
        "GRAY,false,16", "GRAY,true,16", "RGB,false,16", "RGB,true,16"
    })
    void thereAndBackIsExact(Colour colour, boolean alpha, int depth) {
        Image image = Patterns.picture(7, 5, colour, alpha, depth);
        Image back = BufferedImages.fromBufferedImage(BufferedImages.toBufferedImage(image));
        assertThat(back.colour()).isEqualTo(colour);
        assertThat(back.source().bitDepth()).isEqualTo(depth);
        assertThat(Patterns.integers(back)).isEqualTo(Patterns.integers(image));
    }

    @Test
    void samplesOutsideTheRangeAreClipped() {
        BufferedImage picture = BufferedImages.toBufferedImage(Image.of(3, 1, new float[] {-0.5f, 0.5f, 1.5f}));
        assertThat(picture.getRaster().getSamples(0, 0, 3, 1, 0, (int[]) null)).containsExactly(0, 128, 255);
    }
}

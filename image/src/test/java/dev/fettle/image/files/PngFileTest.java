package dev.fettle.image.files;

import static dev.fettle.image.files.PngParts.bytes;
import static dev.fettle.image.files.PngParts.chunk;
import static dev.fettle.image.files.PngParts.header;
import static dev.fettle.image.files.PngParts.join;
import static dev.fettle.image.files.PngParts.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.ImageFormatException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngFileTest {
    @ParameterizedTest
    @MethodSource("dev.fettle.image.files.Patterns#kinds")
    void whatTheJdkWritesIsReadExactly(Colour colour, boolean alpha, int depth) throws Exception {
        Image image = Patterns.picture(37, 21, colour, alpha, depth);
        byte[] file = Patterns.imageIo(BufferedImages.toBufferedImage(image), "png");
        assertThat(Patterns.integers(Patterns.decode(file))).isEqualTo(Patterns.integers(image));
        assertThat(Patterns.decode(file).source().bitDepth()).isEqualTo(depth);
    }

    @ParameterizedTest
    @MethodSource("dev.fettle.image.files.Patterns#kinds")
    void theJdkReadsWhatIsWrittenExactly(Colour colour, boolean alpha, int depth) throws Exception {
        Image image = Patterns.picture(37, 21, colour, alpha, depth);
        byte[] file = ImageFiles.encode(image, WriteOptions.of(Format.PNG));
        assertThat(Patterns.imageIo(file)).isEqualTo(Patterns.integers(image));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 9, 40})
    void interlacedPicturesOfAnyWidthAreReadExactly(int width) throws Exception {
        Image image = Patterns.picture(width, 11, Colour.RGB, false, 8);
        assertThat(Patterns.integers(Patterns.decode(interlaced(BufferedImages.toBufferedImage(image)))))
                .isEqualTo(Patterns.integers(image));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void indexedPicturesBecomeRgbByTheirPalette(int bits) throws Exception {
        byte[] reds = {10, 20, 30, 40};
        byte[] greens = {0, 50, 100, 120};
        byte[] blues = {1, 2, 3, 4};
        int entries = bits == 1 ? 2 : 4;
        var palette = new IndexColorModel(bits, entries, reds, greens, blues);
        BufferedImage picture = new BufferedImage(palette, palette.createCompatibleWritableRaster(9, 3), false, null);
        picture.getRaster().setSample(8, 2, 0, entries - 1);
        Image image = Patterns.decode(Patterns.imageIo(picture, "png"));
        assertThat(image.colour()).isEqualTo(Colour.RGB);
        assertThat(Arrays.copyOf(Patterns.integers(image), 3)).containsExactly(10, 0, 1);
        assertThat(Patterns.integers(image)).endsWith(reds[entries - 1], greens[entries - 1], blues[entries - 1]);
    }

    @Test
    void paletteTransparencyBecomesAlpha() throws Exception {
        byte[] file = png(
                chunk("IHDR", header(2, 1, 8, 3)),
                chunk("PLTE", bytes(1, 2, 3, 4, 5, 6)),
                chunk("tRNS", bytes(77)),
                chunk("IDAT", Zlib.deflate(bytes(0, 0, 1))));
        assertThat(Patterns.integers(Patterns.decode(file))).containsExactly(1, 2, 3, 77, 4, 5, 6, 255);
    }

    @Test
    void aTransparentColourBecomesAlpha() throws Exception {
        byte[] file = png(
                chunk("IHDR", header(3, 1, 8, 0)),
                chunk("tRNS", bytes(0, 9)),
                chunk("IDAT", Zlib.deflate(bytes(0, 8, 9, 10))));
        assertThat(Patterns.integers(Patterns.decode(file))).containsExactly(8, 255, 9, 0, 10, 255);
    }

    @Test
    void aPaletteOfGraysMakesAGrayPictureUnlessItsProfileIsRgb() throws Exception {
        byte[] head = chunk("IHDR", header(2, 1, 8, 3));
        byte[] palette = chunk("PLTE", bytes(0, 0, 0, 9, 9, 9));
        byte[] data = chunk("IDAT", Zlib.deflate(bytes(0, 0, 1)));
        byte[] profile = chunk("iCCP", join(bytes('p', 0, 0), Zlib.deflate(Patterns.RGB_PROFILE)));
        assertThat(Patterns.decode(png(head, palette, data)).colour()).isEqualTo(Colour.GRAY);
        assertThat(Patterns.decode(png(head, profile, palette, data)).colour()).isEqualTo(Colour.RGB);
    }

    @Test
    void fourBitGrayIsAFractionOfFifteen() throws Exception {
        byte[] file = png(chunk("IHDR", header(2, 1, 4, 0)), chunk("IDAT", Zlib.deflate(bytes(0, 0x3F))));
        assertThat(Patterns.decode(file).plane(0)).containsExactly(3 / 15f, 1f);
    }

    @Test
    void aWrongChecksumIsNamed() {
        byte[] file = sample();
        file[file.length - 20]++;
        assertRefused(file, "checksum of chunk IDAT");
    }

    @Test
    void aHeaderThatPromisesMoreThanTheDataHoldsIsRefusedBeforeDecoding() {
        byte[] data = Zlib.deflate(new byte[100]);
        assertRefused(
                png(chunk("IHDR", header(13_000, 13_000, 8, 2)), chunk("IDAT", data)), "promises 13000x13000 pixels");
        assertRefused(
                png(chunk("IHDR", header(Integer.MAX_VALUE, Integer.MAX_VALUE, 16, 6)), chunk("IDAT", data)),
                "promises");
        assertRefused(png(chunk("IHDR", header(10, 12, 8, 0)), chunk("IDAT", data)), "pixels end early");
    }

    @Test
    void damagedPixelsAreRefused() {
        assertRefused(
                png(chunk("IHDR", header(2, 2, 8, 0)), chunk("IDAT", bytes(1, 2, 3, 4, 5, 6))), "cannot be unpacked");
        assertRefused(
                png(chunk("IHDR", header(1, 1, 8, 0)), chunk("IDAT", Zlib.deflate(bytes(5, 0)))), "unknown filter 5");
    }

    @Test
    void impossibleHeadersAreRefused() {
        byte[] data = chunk("IDAT", Zlib.deflate(bytes(0, 0)));
        assertRefused(png(chunk("IHDR", header(0, 1, 8, 0)), data), "size is 0x1");
        assertRefused(png(chunk("IHDR", header(1, 1, 3, 0)), data), "3 bits");
        assertRefused(png(chunk("IHDR", header(1, 1, 16, 3)), data), "does not exist");
        assertRefused(png(chunk("IHDR", header(1, 1, 8, 3)), data), "no usable palette");
        assertRefused(png(data), "IHDR is not the first");
        assertRefused(png(chunk("IHDR", header(1, 1, 8, 0)), chunk("ABCD", bytes(1)), data), "unknown chunk ABCD");
    }

    @Test
    void aBrokenProfileIsLeftBehind() throws Exception {
        byte[] file = png(
                chunk("IHDR", header(1, 1, 8, 0)),
                chunk("iCCP", bytes('x', 0, 0, 1, 2, 3)),
                chunk("IDAT", Zlib.deflate(bytes(0, 5))));
        assertThat(Patterns.decode(file).source().iccProfile()).isEmpty();
    }

    @Test
    void onlyTheFirstProfileAndPacketAreUnpacked() throws Exception {
        byte[] first = chunk("iCCP", join(bytes('x', 0, 0), Zlib.deflate(Patterns.RGB_PROFILE)));
        byte[] second = chunk("iCCP", join(bytes('x', 0, 0), Zlib.deflate(Patterns.GRAY_PROFILE)));
        byte[] data = chunk("IDAT", Zlib.deflate(bytes(0, 5)));
        Image image = Patterns.decode(png(chunk("IHDR", header(1, 1, 8, 0)), first, second, data));
        assertThat(image.source().iccProfile()).hasValue(Patterns.RGB_PROFILE);
    }

    @Test
    void aCompressedXmpPacketIsUnpacked() throws Exception {
        byte[] keyword = "XML:com.adobe.xmp\0\1\0en\0\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] packet = chunk("iTXt", join(keyword, Zlib.deflate(Patterns.XMP)));
        byte[] data = chunk("IDAT", Zlib.deflate(bytes(0, 5)));
        Image image = Patterns.decode(png(chunk("IHDR", header(1, 1, 8, 0)), packet, data));
        assertThat(image.source().xmp()).hasValue(Patterns.XMP);
    }

    @Test
    void theJdkFindsTheProfile() throws Exception {
        Image image = Patterns.smooth(8, 8, Colour.RGB);
        byte[] file = ImageFiles.encode(
                image.withSource(image.source().withIccProfile(Patterns.RGB_PROFILE)), WriteOptions.of(Format.PNG));
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(file));
        var space = (java.awt.color.ICC_ColorSpace) read.getColorModel().getColorSpace();
        assertThat(space.getProfile().getData()).isEqualTo(Patterns.RGB_PROFILE);
    }

    private static byte[] sample() {
        return ImageFiles.encode(Patterns.picture(16, 16, Colour.RGB, false, 8), WriteOptions.of(Format.PNG));
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (PNG: ")
                .hasMessageContaining(reason);
    }

    private static byte[] interlaced(BufferedImage picture) throws Exception {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        }
        byte[] file = bytes.toByteArray();
        assertThat(file[28]).as("interlace method").isEqualTo((byte) 1);
        return file;
    }
}

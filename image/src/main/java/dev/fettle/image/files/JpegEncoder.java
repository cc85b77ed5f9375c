package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Source;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGQTable;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.NodeList;

/// Baseline JPEG at libjpeg's quality q: the same quantisation tables, and after decoding the same pixels, as
/// `cjpeg -baseline -quality q`. The JDK's own quality setting differs from libjpeg at some q (30 among them), so
/// the tables are set one by one.
///
/// Samples are clipped to [0, 1] and rounded to 8 bits first. Alpha, profile and metadata are not written: {@link
/// ImageFiles#encode} does that. Thread-safe.
public final class JpegEncoder {
    /// Longest side that the encoder takes (libjpeg's JPEG_MAX_DIMENSION).
    public static final int MAX_SIDE = 65_500;

    private static final String TREE = "javax_imageio_jpeg_image_1.0";

    // ITU-T T.81, table K.1
    private static final int[] LUMINANCE = {
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99
    };

    // ITU-T T.81, table K.2
    private static final int[] CHROMINANCE = {
        17, 18, 24, 47, 99, 99, 99, 99,
        18, 21, 26, 66, 99, 99, 99, 99,
        24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99
    };

    private JpegEncoder() {}

    /// The file's bytes.
    ///
    /// @param quality libjpeg's quality, 1 to 100
    /// @param subsampling chroma; a gray picture has none
    /// @throws IllegalArgumentException if the quality is out of range or a side is longer than {@value #MAX_SIDE}
    public static byte[] encode(Image image, int quality, Subsampling subsampling) {
        requireSize(image);
        BufferedImage pixels = BufferedImages.toEightBits(image.withoutAlpha());
        ImageWriter writer = JdkCodecs.writer("jpeg");
        try (var bytes = new ByteArrayOutputStream();
                var out = new MemoryCacheImageOutputStream(bytes)) {
            IIOMetadata metadata = metadata(writer, pixels, quality, image.colour(), subsampling);
            writer.setOutput(out);
            writer.write(null, new IIOImage(pixels, null, metadata), null);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing here leaves memory
        } finally {
            writer.dispose();
        }
    }

    /// The picture that such a file gives back, with its {@link Source#jpeg}. What was just encoded needs none of the
    /// guards of {@link ImageFiles},
    /// whose thread costs ten times what a small picture does.
    ///
    /// @throws IllegalArgumentException as {@link #encode}
    public static Image recoded(Image image, int quality, Subsampling subsampling) {
        byte[] file = encode(image, quality, subsampling);
        try {
            JpegFile scanned = JpegFile.scan(new Content(file, "jpeg", Format.JPEG));
            return scanned.decode().withSource(scanned.source());
        } catch (IOException e) {
            throw new IllegalStateException("a JPEG that was just encoded cannot be decoded", e);
        }
    }

    /// Luma quantisation table at this quality, in row order.
    ///
    /// @throws IllegalArgumentException if the quality is not 1 to 100
    public static int[] luminanceTable(int quality) {
        return scaled(LUMINANCE, quality);
    }

    /// Chroma quantisation table at this quality, in row order.
    ///
    /// @throws IllegalArgumentException if the quality is not 1 to 100
    public static int[] chrominanceTable(int quality) {
        return scaled(CHROMINANCE, quality);
    }

    /// libjpeg's jpeg_quality_scaling and jpeg_add_quant_table with force_baseline, in its integer arithmetic.
    private static int[] scaled(int[] base, int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("jpeg: quality must be 1 to 100, got " + quality);
        }
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        int[] table = new int[base.length];
        for (int i = 0; i < base.length; i++) {
            table[i] = Math.clamp((base[i] * percent + 50) / 100, 1, 255);
        }
        return table;
    }

    private static void requireSize(Image image) {
        if (image.width() > MAX_SIDE || image.height() > MAX_SIDE) {
            throw new IllegalArgumentException(
                    "jpeg: %dx%d is too large, a JPEG has at most %d pixels a side; write PNG"
                            .formatted(image.width(), image.height(), MAX_SIDE));
        }
    }

    private static IIOMetadata metadata(
            ImageWriter writer, BufferedImage pixels, int quality, Colour colour, Subsampling subsampling)
            throws IIOInvalidTreeException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(pixels), null);
        var root = (IIOMetadataNode) metadata.getAsTree(TREE);
        NodeList tables = root.getElementsByTagName("dqtable");
        for (int i = 0; i < tables.getLength(); i++) {
            var table = (IIOMetadataNode) tables.item(i);
            boolean luma = table.getAttribute("qtableId").equals("0");
            table.setUserObject(new JPEGQTable(luma ? luminanceTable(quality) : chrominanceTable(quality)));
        }
        NodeList components = root.getElementsByTagName("componentSpec");
        for (int i = 0; i < components.getLength(); i++) {
            int factor = i == 0 && colour == Colour.RGB ? subsampling.factor() : 1;
            var component = (IIOMetadataNode) components.item(i);
            component.setAttribute("HsamplingFactor", Integer.toString(factor));
            component.setAttribute("VsamplingFactor", Integer.toString(factor));
        }
        metadata.setFromTree(TREE, root);
        return metadata;
    }
}

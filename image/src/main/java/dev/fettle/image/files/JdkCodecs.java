package dev.fettle.image.files;

import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIOServiceProvider;

/// The JDK's own codecs, whatever plug-ins stand on the class path beside or before them.
final class JdkCodecs {
    private JdkCodecs() {}

    static ImageReader reader(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (isJdk(reader.getOriginatingProvider())) {
                return reader;
            }
        }
        throw missing(format);
    }

    static ImageWriter writer(String format) {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
        while (writers.hasNext()) {
            ImageWriter writer = writers.next();
            if (isJdk(writer.getOriginatingProvider())) {
                return writer;
            }
        }
        throw missing(format);
    }

    private static boolean isJdk(IIOServiceProvider provider) {
        return "java.desktop".equals(provider.getClass().getModule().getName());
    }

    private static IllegalStateException missing(String format) {
        return new IllegalStateException(
                "this Java has no codec for " + format + " in its module java.desktop: use a full JDK");
    }
}

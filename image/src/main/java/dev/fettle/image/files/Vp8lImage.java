package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A VP8L stream (RFC 9649, sec. 3), the lossless picture of a WebP and, without its header, the alpha of a lossy one.
/// What the stream lacks is refused to the last bit.
final class Vp8lImage {
    /// Bytes of the signature, the size, the use of alpha and the version.
    static final int HEADER = 5;

    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int MOST_CACHE_BITS = 11;

    private final Vp8lBits bits;

    private Vp8lImage(Vp8lBits bits) {
        this.bits = bits;
    }

    /// The pixels of a stream behind its header, 8 bits each of alpha, red, green and blue from the highest one on.
    ///
    /// @throws ImageFormatException if the stream is damaged or too short
    static int[] decode(Vp8lBits bits, int width, int height) throws IOException {
        return new Vp8lImage(bits).picture(width, height);
    }

    /// The five codes of a region, in the order of the stream (sec. 3.7.3).
    private record Codes(Vp8lCode green, Vp8lCode red, Vp8lCode blue, Vp8lCode alpha, Vp8lCode distance) {
        static Codes read(Vp8lBits bits, int cacheSize) throws ImageFormatException {
            return new Codes(
                    Vp8lCode.of(bits, LITERALS + LENGTHS + cacheSize),
                    Vp8lCode.of(bits, LITERALS),
                    Vp8lCode.of(bits, LITERALS),
                    Vp8lCode.of(bits, LITERALS),
                    Vp8lCode.of(bits, DISTANCES));
        }

        int pixel(Vp8lBits bits, int greenValue) throws ImageFormatException {
            int redValue = red.read(bits);
            int blueValue = blue.read(bits);
            return alpha.read(bits) << 24 | redValue << 16 | greenValue << 8 | blueValue;
        }
    }

    /// Which codes are used where: one for all, or by squares of 1 << bits pixels.
    private record Regions(int @Nullable [] numbers, int bits, int columns, List<Codes> codes) {
        Codes at(int x, int y) {
            return numbers == null
                    ? codes.getFirst()
                    : codes.get(numbers[(y >> bits) * columns + (x >> bits)] >> 8 & 0xFFFF);
        }
    }

    private int[] picture(int width, int height) throws IOException {
        List<Vp8lTransform> transforms = new ArrayList<>();
        int coded = width; // several pixels of a small palette are packed into one
        int seen = 0;
        while (bits.flag()) {
            int type = bits.number(2);
            if ((seen >> type & 1) == 1) {
                throw bits.damaged("one of its transforms comes twice");
            }
            seen |= 1 << type;
            Vp8lTransform transform = transform(type, coded, height);
            transforms.addFirst(transform);
            coded = transform.codedWidth(coded);
        }
        int[] pixels = pixels(coded, height, true);
        bits.requireNoLoss();
        for (Vp8lTransform transform : transforms) {
            pixels = transform.invert(pixels, height);
        }
        return pixels;
    }

    private Vp8lTransform transform(int type, int width, int height) throws IOException {
        return switch (type) {
            case 0, 1 -> {
                int size = 2 + bits.number(3);
                int[] squares = pixels(squares(width, size), squares(height, size), false);
                yield type == 0
                        ? new Vp8lTransform.Prediction(width, size, squares)
                        : new Vp8lTransform.CrossColour(width, size, squares);
            }
            case 2 -> new Vp8lTransform.SubtractedGreen();
            default -> Vp8lTransform.Palette.of(width, pixels(1 + bits.number(8), 1, false));
        };
    }

    /// How many squares of 1 << bits pixels cover a side.
    static int squares(int side, int bits) {
        return side + (1 << bits) - 1 >> bits;
    }

    private int[] pixels(int width, int height, boolean inRegions) throws IOException {
        int cacheBits = bits.flag() ? bits.number(4) : -1;
        if (cacheBits == 0 || cacheBits > MOST_CACHE_BITS) {
            throw bits.damaged("its colour cache of %d bits cannot be".formatted(cacheBits));
        }
        int[] cache = new int[cacheBits > 0 ? 1 << cacheBits : 0];
        Regions regions = regions(width, height, cache.length, inRegions && bits.flag());
        return new Filling(new int[Math.multiplyExact(width, height)], width, cache, regions).fill();
    }

    private Regions regions(int width, int height, int cacheSize, boolean several) throws IOException {
        if (!several) {
            return new Regions(null, 0, 0, List.of(Codes.read(bits, cacheSize)));
        }
        int size = 2 + bits.number(3);
        int columns = squares(width, size);
        int[] numbers = pixels(columns, squares(height, size), false);
        int most = 0;
        for (int number : numbers) {
            most = Math.max(most, number >> 8 & 0xFFFF);
        }
        List<Codes> codes = new ArrayList<>();
        for (int i = 0; i <= most; i++) {
            codes.add(Codes.read(bits, cacheSize));
        }
        return new Regions(numbers, size, columns, codes);
    }

    /// Pixels that are being read one after the other.
    private final class Filling {
        private final int[] pixels;
        private final int width;
        private final int[] cache;
        private final Regions regions;
        private int at;
        private int cached; // pixels that the cache has seen

        Filling(int[] pixels, int width, int[] cache, Regions regions) {
            this.pixels = pixels;
            this.width = width;
            this.cache = cache;
            this.regions = regions;
        }

        int[] fill() throws IOException {
            for (int symbols = 0; at < pixels.length; symbols++) {
                if ((symbols & 0xFFFF) == 0) {
                    Deadline.check();
                }
                Codes codes = regions.at(at % width, at / width);
                int green = codes.green().read(bits);
                if (green < LITERALS) {
                    pixels[at++] = codes.pixel(bits, green);
                } else if (green < LITERALS + LENGTHS) {
                    repeat(
                            value(green - LITERALS),
                            distance(value(codes.distance().read(bits))));
                } else {
                    remember();
                    pixels[at++] = cache[green - LITERALS - LENGTHS];
                }
            }
            return pixels;
        }

        /// Sec. 3.6.2.2.1: the number that a symbol and the bits behind it stand for.
        private int value(int symbol) throws ImageFormatException {
            if (symbol < 4) {
                return symbol + 1;
            }
            int extra = symbol - 2 >> 1;
            return ((2 + (symbol & 1)) << extra) + bits.number(extra) + 1;
        }

        /// Small numbers stand for pixels nearby, in two dimensions.
        private int distance(int number) {
            if (number > Vp8lNeighbours.COUNT) {
                return number - Vp8lNeighbours.COUNT;
            }
            return Math.max(1, Vp8lNeighbours.left(number) + Vp8lNeighbours.above(number) * width);
        }

        private void repeat(int length, int distance) throws ImageFormatException {
            if (distance > at || length > pixels.length - at) {
                throw bits.damaged("its pixels repeat others that cannot be");
            }
            for (int i = 0; i < length; i++, at++) {
                pixels[at] = pixels[at - distance];
            }
        }

        private void remember() {
            int shift = Integer.SIZE - Integer.numberOfTrailingZeros(cache.length);
            for (; cached < at; cached++) {
                cache[0x1E35A7BD * pixels[cached] >>> shift] = pixels[cached];
            }
        }
    }
}

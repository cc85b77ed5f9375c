package dev.fettle.image.files;

import java.io.IOException;

/// What an encoder does to pixels so that they compress better, and how it is undone (RFC 9649, sec. 3.5).
sealed interface Vp8lTransform {
    int OPAQUE_BLACK = 0xFF000000;

    /// Pixels in a row of what is coded after the transform.
    default int codedWidth(int width) {
        return width;
    }

    /// The pixels as they were before the transform; the array may be the same.
    int[] invert(int[] pixels, int height) throws IOException;

    /// Sums of four bytes each, without carry.
    private static int sum(int first, int second) {
        int odd = (first & 0xFF00FF00) + (second & 0xFF00FF00);
        int even = (first & 0x00FF00FF) + (second & 0x00FF00FF);
        return odd & 0xFF00FF00 | even & 0x00FF00FF;
    }

    /// The difference to a prediction from pixels above and at the left, in squares of their own modes.
    record Prediction(int width, int bits, int[] squares) implements Vp8lTransform {
        @Override
        public int[] invert(int[] pixels, int height) throws IOException {
            pixels[0] = sum(pixels[0], OPAQUE_BLACK);
            for (int x = 1; x < width; x++) {
                pixels[x] = sum(pixels[x], pixels[x - 1]);
            }
            int columns = Vp8lImage.squares(width, bits);
            for (int y = 1; y < height; y++) {
                Deadline.check();
                pixels[y * width] = sum(pixels[y * width], pixels[(y - 1) * width]);
                for (int x = 1; x < width; x++) {
                    int mode = squares[(y >> bits) * columns + (x >> bits)] >> 8 & 15;
                    int at = y * width + x;
                    pixels[at] = sum(pixels[at], predicted(mode, pixels, at));
                }
            }
            return pixels;
        }

        /// Above and right of a row's last pixel stands the row's own first one.
        private int predicted(int mode, int[] pixels, int at) {
            int left = pixels[at - 1];
            int above = pixels[at - width];
            int aboveLeft = pixels[at - width - 1];
            int aboveRight = pixels[at - width + 1];
            return switch (mode) {
                case 1 -> left;
                case 2 -> above;
                case 3 -> aboveRight;
                case 4 -> aboveLeft;
                case 5 -> mean(mean(left, aboveRight), above);
                case 6 -> mean(left, aboveLeft);
                case 7 -> mean(left, above);
                case 8 -> mean(aboveLeft, above);
                case 9 -> mean(above, aboveRight);
                case 10 -> mean(mean(left, aboveLeft), mean(above, aboveRight));
                case 11 -> nearer(left, above, aboveLeft);
                case 12 -> plane(left, above, aboveLeft);
                case 13 -> beyond(mean(left, above), aboveLeft);
                default -> OPAQUE_BLACK;
            };
        }

        /// Of four bytes each, rounded down.
        private static int mean(int first, int second) {
            return (((first ^ second) & 0xFEFEFEFE) >>> 1) + (first & second);
        }

        private static int nearer(int left, int above, int aboveLeft) {
            int fromLeft = 0;
            int fromAbove = 0;
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                fromLeft += Math.abs((above >>> shift & 0xFF) - (aboveLeft >>> shift & 0xFF));
                fromAbove += Math.abs((left >>> shift & 0xFF) - (aboveLeft >>> shift & 0xFF));
            }
            return fromLeft < fromAbove ? left : above;
        }

        private static int plane(int left, int above, int aboveLeft) {
            int pixel = 0;
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                int value = (left >>> shift & 0xFF) + (above >>> shift & 0xFF) - (aboveLeft >>> shift & 0xFF);
                pixel |= Math.clamp(value, 0, 255) << shift;
            }
            return pixel;
        }

        private static int beyond(int mean, int aboveLeft) {
            int pixel = 0;
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                int value = mean >>> shift & 0xFF;
                pixel |= Math.clamp(value + (value - (aboveLeft >>> shift & 0xFF)) / 2, 0, 255) << shift;
            }
            return pixel;
        }
    }

    /// Red and blue without what green, and red, tell of them, in squares of their own factors (32nds).
    record CrossColour(int width, int bits, int[] squares) implements Vp8lTransform {
        @Override
        public int[] invert(int[] pixels, int height) throws IOException {
            int columns = Vp8lImage.squares(width, bits);
            for (int y = 0; y < height; y++) {
                Deadline.check();
                for (int x = 0; x < width; x++) {
                    int at = y * width + x;
                    pixels[at] = inverted(pixels[at], squares[(y >> bits) * columns + (x >> bits)]);
                }
            }
            return pixels;
        }

        private static int inverted(int pixel, int factors) {
            int green = pixel >> 8;
            int red = (pixel >> 16) + part(factors, green) & 0xFF;
            int blue = pixel + part(factors >> 8, green) + part(factors >> 16, red) & 0xFF;
            return pixel & 0xFF00FF00 | red << 16 | blue;
        }

        private static int part(int factor, int colour) {
            return (byte) factor * (byte) colour >> 5;
        }
    }

    /// Red and blue less green.
    record SubtractedGreen() implements Vp8lTransform {
        @Override
        public int[] invert(int[] pixels, int height) {
            for (int i = 0; i < pixels.length; i++) {
                int green = pixels[i] >> 8 & 0xFF;
                pixels[i] = sum(pixels[i], green << 16 | green);
            }
            return pixels;
        }
    }

    /// Numbers of colours, of which 1 << packing are packed into the green of one pixel.
    record Palette(int width, int[] colours, int packing) implements Vp8lTransform {
        /// @param differences from one colour to the next
        static Palette of(int width, int[] differences) {
            int[] colours = differences.clone();
            for (int i = 1; i < colours.length; i++) {
                colours[i] = sum(colours[i], colours[i - 1]);
            }
            int count = colours.length;
            return new Palette(width, colours, count <= 2 ? 3 : count <= 4 ? 2 : count <= 16 ? 1 : 0);
        }

        @Override
        public int codedWidth(int width) {
            return Vp8lImage.squares(width, packing);
        }

        @Override
        public int[] invert(int[] pixels, int height) throws IOException {
            int[] coloured = new int[Math.multiplyExact(width, height)];
            int columns = codedWidth(width);
            int bits = 8 >> packing;
            for (int y = 0; y < height; y++) {
                Deadline.check();
                for (int x = 0; x < width; x++) {
                    int packed = pixels[y * columns + (x >> packing)] >> 8 & 0xFF;
                    int number = packed >> (x & (1 << packing) - 1) * bits & (1 << bits) - 1;
                    coloured[y * width + x] = number < colours.length ? colours[number] : 0;
                }
            }
            return coloured;
        }
    }
}

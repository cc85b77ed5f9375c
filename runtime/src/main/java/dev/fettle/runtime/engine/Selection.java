package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;

/// Row functions on which the choice of kernels rests. The channels of a pixel are k neighbouring runs of d.
final class Selection {
    private Selection() {}

    static RowFunction softmax(Operand x, int groups, double temperature, Layout result) {
        return each(x, groups, result, (from, at, step, to, target) -> {
            float largest = from[at + largest(from, at, step, groups) * step];
            double sum = 0;
            for (int i = 0; i < groups; i++) {
                sum += Math.exp((from[at + i * step] - largest) / temperature);
            }
            for (int i = 0; i < groups; i++) {
                to[target + i * step] = (float) (Math.exp((from[at + i * step] - largest) / temperature) / sum);
            }
        });
    }

    static RowFunction oneHot(Operand x, int groups, Layout result) {
        return each(x, groups, result, (from, at, step, to, target) -> {
            int largest = largest(from, at, step, groups);
            for (int i = 0; i < groups; i++) {
                to[target + i * step] = i == largest ? 1 : 0;
            }
        });
    }

    /// k numbers, step apart, from the first position of either array.
    private interface Numbers {
        void choose(float[] from, int at, int step, float[] to, int target);
    }

    private static RowFunction each(Operand x, int groups, Layout result, Numbers numbers) {
        int step = result.channels() / groups;
        return RowFunction.of((picture, row, to, workspace) -> {
            int at = x.layout().position(picture, row, 0);
            int target = result.position(picture, row, 0);
            for (int column = -result.extent(); column < result.width() + result.extent(); column++) {
                int pixel = at + column * x.layout().pixelStep();
                int place = target + column * result.pixelStep();
                for (int j = 0; j < step; j++) {
                    numbers.choose(x.map(workspace), pixel + j, step, to, place + j);
                }
            }
        });
    }

    /// The number of the largest, the first of them if there are several.
    private static int largest(float[] array, int from, int step, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (array[from + i * step] > array[from + best * step]) {
                best = i;
            }
        }
        return best;
    }
}

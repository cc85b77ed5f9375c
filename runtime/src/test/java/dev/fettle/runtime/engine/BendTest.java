package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Vectors and plain loops give the same bits, for channels that do and do not fill vectors.
class BendTest {
    private static final Activation SLOPES = new Activation.Slopes(slopes(), 1);
    private static final List<Activation> ACTIVATIONS =
            List.of(new Activation.Silu(), SLOPES, Activation.Line.RELU, Activation.Line.IDENTITY);

    /// Not read: the slopes that count lie at the places of the bias.
    private static Node slopes() {
        return new GraphBuilder().constant("slopes", Values.zeros(Shape.of(1)));
    }

    private static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 4 * random.nextFloat() - 2;
        }
        return values;
    }

    private static float[] finished(Lanes lanes, int channels, Activation first, Activation then, boolean hasResidual) {
        Finish finish = new Finish();
        finish.x = random(400, 1);
        finish.bias = random(80, 2);
        finish.first = first;
        finish.firstSlopes = random(80, 3);
        finish.hasResidual = hasResidual;
        finish.residual = random(400, 4);
        finish.residualStep = 67;
        finish.then = then;
        finish.thenSlopes = random(80, 5);
        finish.y = random(400, 6); // what is beside stays
        finish.yStep = 65;
        finish.takeRow(70, 5, 3);
        finish.takeChannels(channels, 4, 5, 2);
        lanes.finish(finish);
        return finish.y;
    }

    @Test
    void vectorsHaveTheBitsOfPlainLoops() {
        for (int channels : new int[] {1, 3, 8, 15, 16, 17, 40, 64}) {
            for (Activation first : ACTIVATIONS) {
                for (Activation then : ACTIVATIONS) {
                    for (boolean hasResidual : new boolean[] {false, true}) {
                        assertThat(finished(Engine.lanes(), channels, first, then, hasResidual))
                                .as("%d channels, %s, %s, residual %s", channels, first, then, hasResidual)
                                .isEqualTo(finished(new PlainLanes(), channels, first, then, hasResidual));
                    }
                }
            }
        }
    }
}

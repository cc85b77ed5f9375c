package dev.fettle.train.torch.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.architecture.Edsr;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.optimizer.Sgd;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class ChoicesTest {
    private static final double DECAY = 0.5;

    /// w - rate · (gradient + decay · w): what the release asks of the choices, unlike of gates.
    @Test
    void choicesDecayAndPassOne() {
        Optimizer optimizer = new Sgd(0.1, 0, false, DECAY, 0, 0, List.of());
        Candidates candidates = new Candidates(0.25, List.of(0.5, 1.0), 4, 4);
        SearchSpace space = SearchSpace.of(new Edsr(2, 1, 16, 1, 1).graph(), List.of(), candidates);
        try (PointerScope scope = new PointerScope();
                Choices choices = new Choices(space, optimizer, Device.CPU, 7)) {
            Tensor gradient =
                    choices.alphas().flat().detach().mul(new Scalar(0)).sub(new Scalar(30));
            for (int step = 1; step <= 2; step++) {
                float[] before = FlatTensor.array(choices.alphas().flat().detach());
                choices.update(gradient, 0.1, step);
                float[] after = FlatTensor.array(choices.alphas().flat().detach());
                for (int i = 0; i < before.length; i++) {
                    assertThat((double) after[i]).isCloseTo(before[i] - 0.1 * (DECAY * before[i] - 30), within(1e-5));
                }
            }
        }
    }
}

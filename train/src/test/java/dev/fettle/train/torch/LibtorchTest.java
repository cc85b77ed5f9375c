package dev.fettle.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.train.NeedsLibtorch;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

@NeedsLibtorch
class LibtorchTest {
    @Test
    void convolutionsDoNotTryWhatMayNotKnowTheProcessor() {
        Libtorch.useThreads(torch.get_num_threads());
        assertThat(torch.globalContext().userEnabledNNPACK()).isFalse();
    }
}

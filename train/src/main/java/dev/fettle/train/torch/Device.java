package dev.fettle.train.torch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Where tensors live and are computed. The one place that makes tensors out of numbers for a training: everything
/// else is computed from them and so stays where they are.
public enum Device {
    @JsonProperty("cpu")
    CPU,
    /// The first graphics card of NVIDIA's, where libtorch is built for it.
    @JsonProperty("cuda")
    CUDA;

    /// As settings spell it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Makes libtorch compute there as it does on the processor: with all bits of the factors that it is given (cuDNN
    /// would round them to 10, TF32) and in one order of additions (its fastest kernels add in any), so that
    /// resuming can come to the same bits.
    ///
    /// @throws IllegalArgumentException if this libtorch cannot compute there
    public void prepare() {
        if (this == CPU) {
            return;
        }
        OpenBlas.acceptRelease();
        if (!torch.hasCUDA()) {
            throw new IllegalArgumentException("device: 'cuda' needs a graphics card of NVIDIA's and a libtorch built "
                    + "for it, and " + Libtorch.version() + " here is built without or finds no card; train on "
                    + "'cpu', or start with FETTLE_CUDA=1 ./fettle (the natives of org.bytedeco:pytorch with the "
                    + "classifier PLATFORM-gpu on the class path)");
        }
        Context context = torch.globalContext();
        context.setAllowTF32CuDNN(false);
        context.setDeterministicCuDNN(true);
    }

    /// A tensor of these samples, row-major.
    public Tensor tensor(float[] samples, long... shape) {
        return placed(Tensor.create(samples, shape));
    }

    /// Whole numbers that count elements of other tensors.
    public Tensor indices(long... indices) {
        return placed(Tensor.create(indices));
    }

    /// Zeros in one dimension.
    public Tensor zeros(long size) {
        return placed(torch.zeros(size));
    }

    private Tensor placed(Tensor made) {
        return switch (this) {
            case CPU -> made;
            case CUDA -> made.to(new org.bytedeco.pytorch.Device(label()), made.scalar_type());
        };
    }

    /// The same values where Java reads them.
    static Tensor readable(Tensor tensor) {
        return tensor.is_cpu() ? tensor : tensor.cpu();
    }
}

package dev.fettle.train.torch.objective;

import dev.fettle.network.Course;
import java.util.Set;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// How far the spectra of a result and of the originals are apart: the mean of |Re| and |Im| of the difference's
/// two-dimensional Fourier transform. Cho et al., ICCV 2021 (MIMO-UNet), the frequency part of their loss, weighed by
/// 0.1. As in their code the transform is not normalised, so that the value grows with the patch, and the mean is
/// over all numbers; theirs has every frequency of a real plane twice, ours the half that determines it.
///
/// @param result of the network; empty for the first
/// @param scale of the originals, as the result must have it; 0 for whatever it has
public record Fourier(String name, Course weight, String result, int scale) implements Term {
    public static final Fourier DEFAULTS = new Fourier("fourier", Course.constant(0.1), "", 0);

    private static final long[] PLANE = {-2, -1};

    @Override
    public Set<Integer> targets(Subject subject) {
        return Set.of(at(subject));
    }

    private int at(Subject subject) {
        return subject.scale(name, subject.result(name, result), scale);
    }

    @Override
    public Loss open(Subject subject, Surroundings surroundings) {
        String of = subject.result(name, result);
        int at = at(subject);
        return seen -> seen.ofPaired(size(seen.paired(seen.result(of)).sub(seen.paired(seen.target(at)))));
    }

    /// The mean of |Re| and |Im| over the half spectrum.
    static Tensor size(Tensor difference) {
        Tensor spectrum =
                torch.fft_rfft2(difference.contiguous(), new LongArrayRefOptional(), PLANE, new StringViewOptional());
        return torch.view_as_real(spectrum).abs().mean();
    }
}

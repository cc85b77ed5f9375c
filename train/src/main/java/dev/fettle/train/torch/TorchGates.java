package dev.fettle.train.torch;

import dev.fettle.network.TrainingOnly.GatedFilters;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The part of the {@link TorchInterpreter} that parts channels by gates. What a gate lets through has the
/// gradient of the gate's value, as if its step were the identity; an entry that two closed gates part has
/// none.
final class TorchGates {
    private TorchGates() {}

    /// The filters with zeros between channels that are parted.
    ///
    /// @param filters (Cout, Cin, K, K)
    static Tensor masked(GatedFilters gated, Tensor filters, Tensor gates) {
        Tensor open = opened(gates);
        Tensor links = links(gated.sorted() ? closedFirst(open) : open, filters.size(0), filters.size(1));
        Tensor masked = filters.mul(links);
        return gated.scaled() ? masked.mul(factor(open.detach())) : masked;
    }

    /// 1 for a gate above 0, else 0, to the last bit: what is added is a zero that carries the gradient.
    private static Tensor opened(Tensor gates) {
        Tensor step = gates.detach().gt(new Scalar(0)).to(gates.scalar_type());
        return step.add(gates.sub(gates.detach()));
    }

    private static Tensor closedFirst(Tensor open) {
        Tensor order = torch.argsort(open.detach(), true, 0, false) /* stable */;
        return open.index_select(0, order);
    }

    /// √groups, groups being 2 for each closed gate, multiplied.
    private static Tensor factor(Tensor open) {
        Tensor closed = open.neg().add(new Scalar(1)).sum();
        return torch.pow(new Scalar(2), closed).sqrt();
    }

    /// U: the Kronecker product of a block for each gate, its rows and columns repeated where 2ᴷ channels
    /// are not all.
    ///
    /// @return (out, in, 1, 1)
    private static Tensor links(Tensor open, long out, long in) {
        Tensor same = torch.eye(2).to(open.device(), open.scalar_type());
        Tensor other = same.neg().add(new Scalar(1));
        Tensor links = same.narrow(0, 0, 1).narrow(1, 0, 1); // 1×1
        for (long gate = 0; gate < open.size(0); gate++) {
            links = torch.kron(links, same.add(other.mul(open.narrow(0, gate, 1))));
        }
        long side = links.size(0);
        return links.view(side, 1, side, 1)
                .expand(side, out / side, side, in / side)
                .reshape(out, in, 1, 1);
    }
}

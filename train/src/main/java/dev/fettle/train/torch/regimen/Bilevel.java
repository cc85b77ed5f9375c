package dev.fettle.train.torch.regimen;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Weights;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.optimizer.Adam;
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.search.Candidates;
import dev.fettle.train.torch.search.SearchSpace;
import java.util.List;
import java.util.Locale;

/// The search for channel numbers: min over α of the loss on one half of the training pictures, with weights
/// that minimise it on the other half. Guo et al., 2022 (DRC, arXiv 2207.07929), algorithm 1; Liu et al., ICLR
/// 2019 (DARTS). Each step moves first the choices α, then the weights, by optimizers of their own. What comes
/// out is the network with the widths that are chosen.
///
/// @param ratio part of each layer's channels that the largest candidate takes from it
/// @param parts of what is left, one for each candidate
/// @param multiple that candidates are rounded to
/// @param least candidate
/// @param groups of channels that are searched, by the names of `fettle inspect --channels` or of layers above
/// them; if empty all that lie between layers
/// @param order of the gradient of the choices
/// @param judged what is measured on the validation pictures; the step at which that is best is kept
/// @param choices how α is moved; its schedule is that of the weights, with its own highest rate
public record Bilevel(
        double ratio,
        List<Double> parts,
        int multiple,
        int least,
        List<String> groups,
        Order order,
        Judged judged,
        Optimizer choices)
        implements Regimen {
    public static final Bilevel DEFAULTS = new Bilevel(
            Candidates.DEFAULTS.ratio(),
            Candidates.DEFAULTS.parts(),
            Candidates.DEFAULTS.multiple(),
            Candidates.DEFAULTS.least(),
            List.of(),
            Order.FIRST,
            Judged.DERIVED,
            released());

    /// The release's 3e-4, with a decay of 1e-3, which is part of the gradient of a loss of samples from 0
    /// to 255. Here white is 1, and so are decay and ε that much smaller; to all else of Adam the size of a
    /// loss is nothing.
    private static Adam released() {
        double white = 255;
        return new Adam(3e-4, 0.9, 0.999, 1e-8 / white, 1e-3 / white, 0, 0, List.of());
    }

    /// How far the gradient of the choices follows what they do to the weights.
    public enum Order {
        /// The weights are taken as they are: DARTS with ξ = 0. Two passes a step.
        @JsonProperty("first")
        FIRST,
        /// The weights are those after a step of plain gradient descent: DARTS, eq. 7 and 8. Five
        /// passes a step.
        @JsonProperty("second")
        SECOND,
        /// As the release computes it: the product with the Hessian is multiplied by ε / 2 instead of
        /// divided by 2 ε, the step ahead has a weight decay of 3e-4, which the real one has not, and
        /// dual models stay as they began where the choices are concerned.
        @JsonProperty("as-released")
        AS_RELEASED
    }

    /// What is measured on the validation pictures.
    public enum Judged {
        /// The network with the widths that are chosen.
        @JsonProperty("derived")
        DERIVED,
        /// The mixture of all candidates, as the release does.
        @JsonProperty("mixture")
        MIXTURE;

        /// As settings spell it.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Bilevel {
        parts = List.copyOf(parts);
        groups = List.copyOf(groups);
        new Candidates(ratio, parts, multiple, least);
        if (choices.averageDecay() != 0) {
            throw new IllegalArgumentException(
                    "regimen.choices: choices have no average; say averageDecay: 0, it is " + choices.averageDecay());
        }
        if (choices.groups().stream().anyMatch(group -> group.until().isPresent())) {
            throw new IllegalArgumentException(
                    "regimen.choices: choices learn to the end of the search; leave until out of their groups");
        }
    }

    /// What there is to choose in a network.
    ///
    /// @throws IllegalArgumentException if there is nothing
    public SearchSpace space(Subject subject) {
        return SearchSpace.of(subject.graph(), groups, new Candidates(ratio, parts, multiple, least));
    }

    @Override
    public void requireFitting(Subject subject) {
        SearchSpace space = space(subject);
        choices.groups().forEach(group -> group.requireIn(space.choices()));
    }

    @Override
    @JsonIgnore
    public boolean holdsOut() {
        return true;
    }

    @Override
    public Training open(Materials materials, Weights initial) {
        return new BilevelTraining(this, materials, initial);
    }
}

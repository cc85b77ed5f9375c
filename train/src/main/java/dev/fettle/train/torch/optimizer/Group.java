package dev.fettle.train.torch.optimizer;

import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A part of a network that is moved otherwise: a layer, all parameters of a role, or those of a role in a
/// layer.
///
/// @param layer name of a layer or of what its name begins with: `body` covers `body.3.weight`
/// @param role `weight`, `gate` or `proxy`
/// @param factor on the learning rate; 0 holds the part as it is. 1 where nothing is said
/// @param weightDecay in place of the optimizer's
/// @param until part of the training after which the part stays as it is; 1 where nothing is said
public record Group(
        Optional<String> layer,
        Optional<String> role,
        Optional<Double> factor,
        Optional<Double> weightDecay,
        Optional<Double> until) {
    public Group {
        if (layer.isEmpty() && role.isEmpty()) {
            throw new IllegalArgumentException("optimizer.groups: an entry names a layer, a role or both");
        }
        if (factor.isEmpty() && weightDecay.isEmpty() && until.isEmpty()) {
            throw new IllegalArgumentException("optimizer.groups: " + what(layer, role)
                    + " has no factor, weightDecay or until, so nothing would be other");
        }
        role.ifPresent(Group::parse);
        requireAtLeastZero("factor", what(layer, role), factor);
        requireAtLeastZero("weightDecay", what(layer, role), weightDecay);
        if (until.isPresent() && !(until.get() >= 0 && until.get() <= 1)) {
            throw new IllegalArgumentException("optimizer.groups: until of %s must be from 0 to 1, got %s"
                    .formatted(what(layer, role), until.get()));
        }
    }

    private static void requireAtLeastZero(String setting, String part, Optional<Double> value) {
        if (value.isPresent() && !(value.get() >= 0 && value.get() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("optimizer.groups: the %s of %s must be at least 0 and finite, got %s"
                    .formatted(setting, part, value.get()));
        }
    }

    private static Role parse(String label) {
        if (label.equals(Role.STATISTIC.label())) {
            throw new IllegalArgumentException("optimizer.groups: role 'statistic' is what training gathers; no "
                    + "optimizer moves it, so no rate or decay could be another");
        }
        List<Role> known = Arrays.stream(Role.values())
                .filter(role -> role != Role.STATISTIC) // not moved by gradients
                .toList();
        return known.stream()
                .filter(role -> role.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("optimizer.groups: unknown role '" + label
                        + "'; known: " + known.stream().map(Role::label).collect(Collectors.joining(", "))));
    }

    private static String what(Optional<String> layer, Optional<String> role) {
        return layer.map(name -> "layer '" + name + "'")
                .orElseGet(() -> "role '" + role.orElseThrow() + "'"); // NullAway: one of both is there
    }

    /// @throws IllegalArgumentException if it covers nothing
    public void requireIn(List<Operation.Parameter> parameters) {
        if (parameters.stream().noneMatch(this::covers)) {
            throw new IllegalArgumentException("optimizer.groups: the network has no "
                    + layer.map(name -> "layer '" + name + "'").orElse("parameter")
                    + role.map(name -> " of role '" + name + "'").orElse(""));
        }
    }

    /// Whether it holds its part as it is from here on.
    ///
    /// @param progress part of the training that is done
    boolean isOver(double progress) {
        return until.isPresent() && progress >= until.get();
    }

    boolean covers(Operation.Parameter parameter) {
        boolean isInLayer = layer.isEmpty()
                || parameter.name().equals(layer.get())
                || parameter.name().startsWith(layer.get() + ".");
        return isInLayer
                && parameter.isTrained()
                && role.map(name -> parse(name) == parameter.role()).orElse(true);
    }
}

package dev.fettle.train.checkpoint;

import dev.fettle.network.Operation;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.LinkedHashMap;
import java.util.List;

/// Everything that training changes besides the position in the data: what a checkpoint holds and what a fall-back
/// goes back to.
///
/// @param step updates made so far
/// @param weights the network's weights
/// @param average their exponential moving average
/// @param firstMoment Adam's running mean of the gradients
/// @param secondMoment Adam's running mean of the squared gradients
public record TrainingState(long step, Weights weights, Weights average, Weights firstMoment, Weights secondMoment) {
    /// Zeros in the shape of these parameters, as the moments begin.
    public static Weights zeros(List<Operation.Parameter> parameters) {
        LinkedHashMap<String, Values> zeros = new LinkedHashMap<>();
        parameters.forEach(parameter -> zeros.put(parameter.name(), Values.zeros(parameter.shape())));
        return new Weights(zeros);
    }
}

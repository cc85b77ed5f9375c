package dev.fettle.lab.front;

import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.lab.TimedNetwork;
import dev.fettle.lab.Times;
import dev.fettle.lab.report.FrontResults.Millis;
import dev.fettle.lab.report.FrontResults.Published;
import dev.fettle.lab.report.FrontResults.Row;
import dev.fettle.network.Border;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.ModelFile;
import java.util.Optional;

/// A network of a panel, ready to be timed.
///
/// @param model of ours
/// @param rival what others published
/// @param input size of the picture that goes into it
record Competitor(
        String name, Optional<ModelFile> model, Optional<Rival> rival, Graph graph, Border border, Size input) {
    /// @param model for the panel's scale
    static Competitor ours(String name, ModelFile model, Timing timing) {
        Graph graph = model.network().graph();
        Size input = input(model.architecture(), model.scale(), timing);
        return new Competitor(
                        name,
                        Optional.of(model),
                        Optional.empty(),
                        graph,
                        model.card().usage().border(),
                        input)
                .checked(timing);
    }

    /// @param scale of the panel
    /// @throws IllegalArgumentException if there is no such network, or none of this scale
    static Competitor of(Rival rival, int scale, Timing timing) {
        try {
            NamedNetwork named = NamedNetwork.parse(rival.network(), Optional.of(scale));
            Size input = input(named.architecture(), scale, timing);
            return new Competitor(
                            rival.name(), Optional.empty(), Optional.of(rival), named.graph(), named.border(), input)
                    .checked(timing);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + rival.name() + "': " + e.getMessage(), e);
        }
    }

    /// What goes in is as large as the result where the picture is enlarged in front of the network.
    private static Size input(Architecture architecture, int scale, Timing timing) {
        return timing.input(architecture.isFedEnlarged() ? 1 : scale);
    }

    private Competitor checked(Timing timing) {
        Shape result = Shapes.of(graph, 1, input.height(), input.width()).of(graph.output());
        if (result.rank() != 4 || result.width() != timing.width() || result.height() != timing.height()) {
            throw new IllegalArgumentException("the network '%s' makes %s of %s, and %dx%d is wanted"
                    .formatted(name, result, input, timing.width(), timing.height()));
        }
        return this;
    }

    TimedNetwork timed(int threads) {
        return model.map(own -> TimedNetwork.of(own.network(), border, input, threads))
                .orElseGet(() -> TimedNetwork.of(graph, border, input, threads));
    }

    /// @param psnr that was measured
    Row row(Times times, Front front, Optional<Double> psnr) {
        double megapixels = front.timing().megapixels();
        return new Row(
                name,
                graph.inputChannels(),
                graph.parameterCount(),
                Cost.macsPerOutputPixel(graph),
                new Millis(times.median() / megapixels, times.min() / megapixels, times.max() / megapixels),
                psnr.or(() -> rival.map(Rival::psnr)),
                rival.map(one -> published(one, front.source(one))));
    }

    private static Published published(Rival rival, Source source) {
        return new Published(source.text(), source.protocol(), source.remark(), rival.parameters(), rival.remark());
    }
}

package dev.fettle.network.contract;

import dev.fettle.network.Fading;
import dev.fettle.network.Kinds.Kind;
import dev.fettle.network.Overlay;
import dev.fettle.network.ShiftChoice.Rule;
import dev.fettle.network.Windows;
import dev.fettle.network.architecture.ArCnn;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.ConvolutionChain;
import dev.fettle.network.architecture.Direct;
import dev.fettle.network.architecture.DnCnn;
import dev.fettle.network.architecture.DnCnn.Normalisation;
import dev.fettle.network.architecture.Drn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Rdn;
import dev.fettle.network.architecture.ResNet;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ecb;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Ghost.Cheap;
import dev.fettle.network.convolution.Ghost.Learning;
import dev.fettle.network.convolution.Ghost.Shifts;
import dev.fettle.network.convolution.Groupable;
import dev.fettle.network.convolution.Grouped;
import dev.fettle.network.convolution.Router;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.convolution.Sparse.Constraint;
import dev.fettle.network.convolution.Sparse.Form;
import dev.fettle.network.convolution.Sparse.Pooling;
import dev.fettle.network.convolution.Sparse.Selection;
import dev.fettle.network.convolution.SqueezeExcite;
import dev.fettle.network.convolution.Temperature;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A small instance of each architecture, every convolution in each that takes one, and slim networks.
final class ArchitectureCases {
    private static final String CONVOLUTION = "convolution";

    /// Whose cases stand behind all others, since inputs follow from how many there are before them.
    private static final Set<String> LATER = new LinkedHashSet<>(List.of("groupable", "grouped"));

    /// Whose cases stand behind those.
    private static final Set<String> COMPOSED = new LinkedHashSet<>(List.of("ecb", "conv3xc"));

    /// Sizes of networks; the cardinals of NSR divide the channels.
    private static final Map<String, Integer> SMALL = Map.of(
            "blocks", 1,
            "layers", 3,
            "channels", 16,
            "growth", 16,
            "width", 1,
            "features", 4,
            "enhanced", 16,
            "mapped", 16);

    private final CaseList cases;

    ArchitectureCases(CaseList cases) {
        this.cases = cases;
    }

    void architectures() {
        cases.architecture("edsr x2", new Edsr(2, 2, 16, 0.1, 1));
        cases.architecture("edsr x3", new Edsr(3, 1, 12, 1, 1));
        cases.architecture("edsr x4 in 0..255", new Edsr(4, 1, 8, 1, 255));
        cases.architecture("vdsr", new Vdsr(2, 4, 12, 1, true));
        cases.architecture("vdsr rgb without bias", new Vdsr(2, 3, 20, 3, false));
        cases.architecture("wdsr a", new Wdsr(2, 1, 8, 2, Wdsr.Block.A, Convolutions.PLAIN));
        cases.architecture("wdsr b x1", new Wdsr(1, 1, 10, 3, Wdsr.Block.B, Convolutions.PLAIN));
        Wdsr folded = new Wdsr(1, 1, 8, 2, Wdsr.Block.A, 2, Convolutions.PLAIN);
        cases.architecture("wdsr folded", folded, cases.network(folded.graph()), 14, 20);
        Wdsr foldedX2 = new Wdsr(2, 1, 6, 1, Wdsr.Block.B, 4, Convolutions.PLAIN);
        cases.architecture("wdsr x2 folded by 4", foldedX2, cases.network(foldedX2.graph()), 16, 20);
        Wdsr nsr = new Wdsr(3, 2, 8, 1, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(4, 4));
        cases.architecture("nsr", nsr);
        cases.architecture(
                "nsr in windows that share kernels",
                nsr,
                Windows.of(cases.network(nsr.graph()).deployed(), 4).network());
        sparse("none", Constraint.NONE, Selection.INDEPENDENT, Form.MERGED, routing(Pooling.GLOBAL, Router.LINEAR));
        sparse("sigmoid", Constraint.SIGMOID, Selection.SHARED, Form.MERGED, routing(Pooling.GLOBAL, Router.SQUEEZE));
        sparse("annealed", Constraint.ANNEALED, Selection.SHARED, Form.MERGED, routing(Pooling.WINDOW, Router.LINEAR));
        sparse("sum", Constraint.SOFTMAX, Selection.SHARED, Form.SUM, routing(Pooling.GLOBAL, Router.LINEAR));
        sparse("hard", Constraint.HARD, Selection.INDEPENDENT, Form.MERGED, routing(Pooling.LOCAL, Router.SQUEEZE));
        sparse(
                "sum per window",
                Constraint.SOFTMAX,
                Selection.SHARED,
                Form.SUM,
                routing(Pooling.WINDOW, Router.LINEAR));
        cases.architecture("sparse vdsr", new Vdsr(2, 4, 8, 1, false, Sparse.DEFAULTS.withGroups(2, 4)));
        cases.architecture("dncnn", new DnCnn(4, 12, 1, Normalisation.NONE, true));
        cases.architecture("dncnn rgb with batch norm", new DnCnn(4, 12, 3, Normalisation.BATCH, false));
        cases.architecture("arcnn", new ArCnn(12, 8, 5, 1));
        Architectures.ALL.forEach(this::everyConvolution);
    }

    /// Every convolution in a network, if it takes one.
    private void everyConvolution(Kind<Architecture> kind) {
        if (kind.defaults() instanceof Drn || kind.defaults() instanceof ResNet || kind.defaults() instanceof Direct) {
            return; // in drn(), resNet() and direct()
        }
        everyConvolution(kind.name(), Architectures.write(kind.defaults()));
    }

    private void everyConvolution(String name, ObjectNode settings) {
        SMALL.keySet().stream().filter(settings::has).forEach(key -> settings.put(key, SMALL.get(key)));
        if (settings.has(CONVOLUTION)) {
            Convolutions.ALL.names().stream()
                    .filter(convolution -> !LATER.contains(convolution) && !COMPOSED.contains(convolution))
                    .forEach(convolution -> inNetwork(convolution, name, settings));
        }
    }

    private void inNetwork(String convolution, String name, ObjectNode settings) {
        ObjectNode changed = Overlay.of(settings, settings.objectNode().put(CONVOLUTION, convolution));
        everyConvolution(convolution + " in " + name, Architectures.read(changed));
    }

    /// CARN, DRN and RDN have so many activations, one behind the other, that on a larger picture some
    /// would be at the kink of their ReLU, where finite differences mean nothing.
    private void everyConvolution(String name, Architecture architecture) {
        boolean isDeep = architecture instanceof Carn
                || architecture instanceof Drn
                || architecture instanceof Rdn
                || architecture instanceof Slim(Drn _, var _);
        cases.architecture(name, architecture, cases.network(architecture.graph()), isDeep ? 5 : 14, isDeep ? 6 : 19);
    }

    private void sparse(String name, Constraint constraint, Selection selection, Form form, Sparse.Routing routing) {
        Sparse.Choice choice = new Sparse.Choice(constraint, new Temperature(3, 0.7, 0.5), selection, form);
        cases.architecture("nsr, " + name, new Edsr(2, 1, 8, 1, 1, new Sparse(3, 1, choice, routing)));
    }

    private static Sparse.Routing routing(Pooling pooling, Router router) {
        return new Sparse.Routing(pooling, 6, router, 4);
    }

    void slim() {
        Edsr edsr = new Edsr(2, 2, 12, 0.5, 1);
        slim("edsr", edsr, Map.of("head.0", 7, "body.0.body.0", 5, "tail.0.0", 3));
        Wdsr nsr = new Wdsr(2, 1, 8, 2, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(2, 4));
        slim("nsr", nsr, Map.of("body.0", 1, "body.1.body.0", 3));
        slim("squeeze and excite", new Edsr(2, 1, 32, 1, 1, SqueezeExcite.DEFAULTS), Map.of("body.0.body.0", 9));
        slim("dncnn", new DnCnn(4, 12, 1, Normalisation.BATCH, false), Map.of("dncnn.2", 5));
    }

    void ghosts() {
        ghost("per channel", new Ghost(0.5, 1, Cheap.SHIFT, learning(Shifts.CHANNEL, Rule.SOFTMAX, false)));
        ghost("few", new Ghost(0.3, 2, Cheap.SHIFT, learning(Shifts.CHANNEL, Rule.MAGNITUDE, true)));
        ghost("many", new Ghost(0.7, 1, Cheap.SHIFT, learning(Shifts.LAYER, Rule.MAGNITUDE, false)));
        ghost("many per channel", new Ghost(0.7, 1, Cheap.SHIFT, learning(Shifts.CHANNEL, Rule.MAGNITUDE, true)));
        ghost("copied", new Ghost(0.5, 0, Cheap.SHIFT, Learning.DEFAULTS));
        ghost("depthwise", new Ghost(0.7, 1, Cheap.DEPTHWISE, Learning.DEFAULTS));
        Ghost perChannel = Ghost.DEFAULTS.with(learning(Shifts.CHANNEL, Rule.MAGNITUDE, true));
        Carn mobile = new Carn(List.of(4), 16, 4, Carn.Block.EFFICIENT, perChannel);
        everyConvolution("ghosts in shared blocks in groups", mobile);
        ghost("in stored order", perChannel.inStoredOrder());
        slim("ghosts", new Edsr(2, 1, 12, 1, 1, perChannel.withRatio(0.3)), Map.of("body.0.body.0", 2));
    }

    void drn() {
        everyConvolution("drn", Architectures.write(new Drn(2, 16, 1, 1, Convolutions.PLAIN)));
        everyConvolution("drn x4 in 0..255", new Drn(4, 5, 2));
        Drn byEight = new Drn(8, 2, 1, 1, Convolutions.PLAIN);
        cases.architecture("drn x8", byEight, cases.network(byEight.graph()), 3, 2);
        Map<String, Integer> widths =
                Map.of("down.0.dual_module.0.0", 3, "up_blocks.1.0.body.0", 7, "up_blocks.0.1.0", 5);
        everyConvolution("slim drn", new Slim(new Drn(4, 4, 1), new LinkedHashMap<>(widths)));
    }

    void groups() {
        LATER.forEach(this::inEveryNetwork);
        cases.architecture("groupable, sorted", new Edsr(2, 2, 24, 1, 1, new Groupable(true, false)));
        cases.architecture("grouped, shuffled", new Edsr(2, 2, 24, 1, 1, new Grouped(3, true)));
    }

    private void inEveryNetwork(String convolution) {
        for (Kind<Architecture> kind : Architectures.ALL) {
            if (kind.defaults() instanceof ResNet || kind.defaults() instanceof Direct) {
                continue; // in resNet() and direct()
            }
            Architecture small =
                    kind.defaults() instanceof Drn ? new Drn(2, 16, 1, 1, Convolutions.PLAIN) : kind.defaults();
            ObjectNode settings = Architectures.write(small);
            SMALL.keySet().stream().filter(settings::has).forEach(key -> settings.put(key, SMALL.get(key)));
            if (settings.has(CONVOLUTION)) {
                inNetwork(convolution, kind.name(), settings);
            }
        }
    }

    void resNet() {
        ResNet deep = new ResNet(List.of(1, 2), 4, 4, 5, ResNet.Stem.IMAGENET, Convolutions.PLAIN);
        cases.architecture("resnet", deep, cases.network(deep.graph()), 21, 17);
        for (String name : Convolutions.ALL.names()) {
            if (!COMPOSED.contains(name)) { // in composed()
                inResNet(name);
            }
        }
        Map<String, Integer> widths = Map.of("layer1.0.conv1", 3, "layer2.0.conv2", 7, "conv1", 50);
        slim("resnet", new ResNet(List.of(1, 1), 1, 8, 3, ResNet.Stem.CIFAR, Convolutions.PLAIN), widths);
    }

    private void inResNet(String name) {
        Convolution convolution = Convolutions.ALL.kind(CONVOLUTION, name).defaults();
        ResNet small = new ResNet(List.of(1, 1), 1, 16, 3, ResNet.Stem.CIFAR, convolution);
        cases.architecture(name + " in resnet", small, cases.network(small.graph()), 5, 4);
    }

    /// Two methods in one network.
    void combinations() {
        Ghost perChannel = Ghost.DEFAULTS.with(learning(Shifts.CHANNEL, Rule.MAGNITUDE, true));
        Sparse nsr = Sparse.DEFAULTS.withGroups(3, 2);
        combined("ghosts over groupable", new Edsr(2, 1, 16, 1, 1, Ghost.DEFAULTS.over(Groupable.DEFAULTS)));
        combined("ghosts over sorted groups", new Edsr(2, 1, 24, 1, 1, perChannel.over(new Groupable(true, true))));
        combined(
                "many ghosts over groupable",
                new Edsr(2, 1, 24, 1, 1, perChannel.withRatio(0.75).over(Groupable.DEFAULTS)));
        combined("ghosts over grouped", new Edsr(2, 1, 16, 1, 1, Ghost.DEFAULTS.over(new Grouped(4, true))));
        combined("ghosts over nsr", new Edsr(2, 1, 8, 1, 1, Ghost.DEFAULTS.over(nsr)));
        combined("ghosts per channel over nsr", new Edsr(2, 1, 8, 1, 1, perChannel.over(nsr)));
        Carn mobile = new Carn(List.of(2), 16, 4, Carn.Block.EFFICIENT, Ghost.DEFAULTS.over(Groupable.DEFAULTS));
        everyConvolution("ghosts over groupable in shared blocks", mobile);
        everyConvolution(
                "ghosts over groupable in rdn", new Rdn(2, 8, 8, 1, 2, 1, Ghost.DEFAULTS.over(Groupable.DEFAULTS)));
        Edsr groupable = new Edsr(2, 2, 16, 1, 1, Groupable.DEFAULTS);
        slim("groupable", groupable, Map.of("body.0.body.0", 6, "body.1.body.0", 8, "head.0", 12));
        Edsr both = new Edsr(2, 1, 16, 1, 1, perChannel.over(Groupable.DEFAULTS));
        slim("ghosts over groupable", both, Map.of("body.0.body.0", 4));
        slim("nsr and ghosts", new Edsr(2, 1, 12, 1, 1, Ghost.DEFAULTS.over(nsr)), Map.of("body.0.body.0", 2));
    }

    void direct() {
        for (Direct.Anchor anchor : Direct.Anchor.values()) {
            cases.architecture(
                    "direct, anchor " + anchor,
                    new Direct(3, 2, 6, 2, Direct.Activation.LEAKY_RELU, anchor, 1, Convolutions.PLAIN));
            folded(new Direct(2, 2, 8, 0, Direct.Activation.RELU, anchor, 2, Convolutions.PLAIN));
            folded(new Direct(1, 4, 8, 2, Direct.Activation.RELU, anchor, 4, Convolutions.PLAIN));
        }
        for (String name : Convolutions.ALL.names()) {
            Convolution convolution = Convolutions.ALL.kind(CONVOLUTION, name).defaults();
            Direct direct = new Direct(1, 2, 16, 2, Direct.Activation.RELU, Direct.Anchor.NEAREST, 1, convolution);
            cases.architecture(name + " in direct", direct, cases.network(direct.graph()), 8, 9);
        }
        for (Direct.Activation activation : List.of(Direct.Activation.PRELU, Direct.Activation.SILU)) {
            cases.architecture(
                    "direct, " + activation,
                    new Direct(4, 3, 7, 0, activation, Direct.Anchor.NEAREST, 1, Convolutions.PLAIN));
        }
        for (int fold : List.of(1, 2)) {
            Direct.Anchor nearest = Direct.Anchor.NEAREST;
            Direct.Activation relu = Direct.Activation.RELU;
            Direct centred = new Direct(1, 2, 8, 3, 0, relu, nearest, fold, 0.4, Convolutions.PLAIN);
            cases.architecture(
                    "direct of centred pictures, folded by " + fold, centred, cases.network(centred.graph()), 12, 16);
        }
        slim("direct", Direct.DEFAULTS, Map.of("head", 5, "body.0", 7, "body.7", 3));
    }

    /// Convolutions of all sizes one behind the other, and luma alone.
    void chains() {
        for (int scale : List.of(1, 2)) {
            List<ConvolutionChain.Link> links = List.of(
                    new ConvolutionChain.Link(5, 6), new ConvolutionChain.Link(1, 3), new ConvolutionChain.Link(3, 4));
            cases.architecture("chain x" + scale, new ConvolutionChain(scale, 1, links, 5, Direct.Activation.PRELU));
        }
        slim("chain", ConvolutionChain.DEFAULTS, Map.of("body.0", 5, "body.1", 7));
        cases.architecture(
                "direct of luma",
                new Direct(2, 2, 6, 1, 0, Direct.Activation.PRELU, Direct.Anchor.NEAREST, 1, 0, Convolutions.PLAIN));
        folded(new Direct(1, 2, 8, 1, 0, Direct.Activation.RELU, Direct.Anchor.NONE, 2, 0, Convolutions.PLAIN));
    }

    private void folded(Direct direct) {
        cases.architecture(
                "direct x%d folded by %d, anchor %s".formatted(direct.scale(), direct.fold(), direct.anchor()),
                direct,
                cases.network(direct.graph()),
                12,
                16);
    }

    /// Filters that are sums of branches: in use they are plain ones, whatever the network, so that a few are enough.
    void composed() {
        for (String name : COMPOSED) {
            Convolution convolution = Convolutions.ALL.kind(CONVOLUTION, name).defaults();
            cases.architecture(name + " in edsr", new Edsr(2, 1, 8, 1, 1, convolution));
            cases.architecture(name + " in wdsr", new Wdsr(1, 1, 10, 2, Wdsr.Block.A, convolution));
            inResNet(name);
        }
        cases.architecture("ecb with identity", new Edsr(2, 1, 7, 1, 1, new Ecb(0.5, true)));
    }

    private void combined(String name, Architecture architecture) {
        cases.architecture(name, architecture);
    }

    private void ghost(String name, Ghost ghost) {
        cases.architecture("ghosts, " + name, new Edsr(2, 1, 10, 1, 1, ghost));
    }

    private static Learning learning(Shifts shifts, Rule rule, boolean centre) {
        return new Learning(shifts, rule, centre, Fading.DEFAULTS);
    }

    private void slim(String name, Architecture base, Map<String, Integer> widths) {
        cases.architecture("slim " + name, new Slim(base, new LinkedHashMap<>(widths)));
    }
}

package dev.fettle.network.architecture;

import dev.fettle.network.Kinds;
import dev.fettle.network.Kinds.Kind;
import dev.fettle.network.architecture.Direct.Activation;
import dev.fettle.network.architecture.Direct.Anchor;
import dev.fettle.network.architecture.DnCnn.Normalisation;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Groupable;
import dev.fettle.network.convolution.Sparse;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The networks that Fettle knows, by the names that YAML, model files and the command line use.
public final class Architectures {
    /// A published network with its published sizes.
    ///
    /// @param kind told without making it: slim networks take long to build
    /// @param make for {@link #usual}
    public record Preset(
            String name,
            Class<? extends Architecture> kind,
            Supplier<Architecture> make,
            Function<Integer, Architecture> atScale) {
        /// Where no scale is asked for: at the least that enlarges, with all that it has, or at 1 if it keeps the size.
        public Architecture usual() {
            return make.get();
        }
    }

    /// The one list that a new architecture enters.
    public static final Kinds<Architecture> ALL = Kinds.of(
            Architecture.class,
            List.of(
                    new Kind<>("edsr", Edsr.DEFAULTS),
                    new Kind<>("vdsr", Vdsr.DEFAULTS),
                    new Kind<>("wdsr", Wdsr.DEFAULTS),
                    new Kind<>("rdn", Rdn.DEFAULTS),
                    new Kind<>("carn", Carn.DEFAULTS),
                    new Kind<>("dncnn", DnCnn.DEFAULTS),
                    new Kind<>("arcnn", ArCnn.DEFAULTS),
                    new Kind<>("drn", Drn.DEFAULTS),
                    new Kind<>("slim", Slim.DEFAULTS),
                    new Kind<>("resnet", ResNet.DEFAULTS),
                    new Kind<>("direct", Direct.DEFAULTS),
                    new Kind<>("chain", ConvolutionChain.DEFAULTS)),
            Convolutions.ALL);

    public static final List<Preset> PRESETS = List.of(
            enlarging("edsr-baseline", scale -> new Edsr(scale, 16, 64, 1.0, 1.0)),
            enlarging("edsr", scale -> new Edsr(scale, 32, 256, 0.1, 1.0)),
            enlarging("vdsr", scale -> new Vdsr(scale, 20, 64, 1, true)),
            enlarging("wdsr-a", scale -> new Wdsr(scale, 16, 32, 4, Wdsr.Block.A, Convolutions.PLAIN)),
            enlarging("wdsr-b", scale -> new Wdsr(scale, 16, 64, 6, Wdsr.Block.B, Convolutions.PLAIN)),
            enlarging("edsr-s", scale -> new Wdsr(scale, 16, 128, 1, Wdsr.Block.A, Convolutions.PLAIN)),
            enlarging("edsr-s-nsr", scale -> new Wdsr(scale, 16, 64, 1, Wdsr.Block.A, Sparse.DEFAULTS)),
            enlarging("edsr-l-nsr", scale -> new Wdsr(scale, 32, 128, 1, Wdsr.Block.A, Sparse.DEFAULTS)),
            enlarging("wdsr-nsr", scale -> new Wdsr(scale, 16, 32, 1, Wdsr.Block.A, Sparse.DEFAULTS)),
            enlarging("rdn", scale -> new Rdn(scale, 64, 64, 16, 8)),
            enlarging("rdn-a", scale -> new Rdn(scale, 64, 32, 20, 6)),
            ofSeveralScales("carn", Carn.DEFAULTS),
            ofSeveralScales("carn-m", Carn.MOBILE),
            enlarging("edsr-ghost", scale -> new Edsr(scale, 32, 256, 0.1, 1.0, Ghost.DEFAULTS)),
            enlarging("vdsr-ghost", scale -> new Vdsr(scale, 20, 64, 1, true, Ghost.DEFAULTS)),
            enlarging("rdn-ghost", scale -> new Rdn(scale, 64, 64, 16, 8).with(Ghost.DEFAULTS)),
            ofSeveralScales("carn-ghost", Carn.DEFAULTS.with(Ghost.DEFAULTS)),
            ofSeveralScales("carn-m-ghost", Carn.MOBILE.with(Ghost.DEFAULTS)),
            keepingSize("dncnn-s", new DnCnn(17, 64, 1, Normalisation.NONE, true)),
            keepingSize("dncnn-s-rgb", new DnCnn(17, 64, 3, Normalisation.NONE, true)),
            keepingSize("dncnn-b", new DnCnn(20, 64, 1, Normalisation.NONE, true)),
            keepingSize("dncnn-b-rgb", new DnCnn(20, 64, 3, Normalisation.NONE, true)),
            keepingSize("arcnn", new ArCnn(64, 32, 16, 1)),
            keepingSize("arcnn-rgb", new ArCnn(64, 32, 16, 3)),
            byFourOrEight("drn-s", Drn.class, SearchedDrn::whole),
            byFourOrEight("drn-l", Drn.class, scale -> scale == 4 ? new Drn(4, 20, 40) : new Drn(8, 10, 36)),
            byFourOrEight("drn-xs", Drn.class, scale -> new Drn(scale, 32 / scale, 6)),
            byFourOrEight("drn-s30", Slim.class, SearchedDrn.THIRTY::at),
            byFourOrEight("drn-s50", Slim.class, SearchedDrn.FIFTY::at),
            byFourOrEight("drn-s70", Slim.class, SearchedDrn.SEVENTY::at),
            ofClasses("resnet-50", ResNet.ofFifty(1, 64)),
            ofClasses("resnext-50", ResNet.ofFifty(32, 4)),
            ofClasses("resnext-101", ResNet.ofHundredAndOne(32, 4)),
            ofClasses("resnext-101-32x8d", ResNet.ofHundredAndOne(32, 8)),
            ofClasses("resnext-20", ResNet.ofTwenty(4, 16)),
            ofClasses("g-resnext-50", ResNet.ofFifty(32, 4).with(Groupable.PUBLISHED)),
            ofClasses("g-resnext-101", ResNet.ofHundredAndOne(32, 8).with(Groupable.PUBLISHED)),
            ofClasses("g-resnext-20", ResNet.ofTwenty(4, 16).with(Groupable.PUBLISHED)),
            enlarging("espcn", ConvolutionChain::espcn),
            enlarging("fsrcnn", ConvolutionChain::fsrcnn),
            enlarging("ecbsr-m4c16", scale -> ecbsr(scale, 4, 16, 3)),
            enlarging("ecbsr-m6c40", scale -> ecbsr(scale, 6, 40, 3)),
            enlarging("ecbsr-m16c64", scale -> ecbsr(scale, 16, 64, 1)),
            enlarging("etds-m", scale -> ConvolutionChain.etds(scale, 6, 32)),
            enlarging("etds-l", scale -> ConvolutionChain.etds(scale, 7, 48)),
            keepingSize("ffdnet", ffdNet(13, 64, 1)),
            keepingSize("ffdnet-rgb", ffdNet(10, 96, 3)));

    private Architectures() {}

    /// As it is used, when the branches of its layers have become one. Zhang et al., ACM MM 2021; the
    /// small ones in colour as Chao et al. (CVPR 2023) retrained them, the large one for luma as published.
    private static Direct ecbsr(int scale, int layers, int channels, int colours) {
        return new Direct(
                scale, layers, channels, colours, 0, Activation.PRELU, Anchor.NEAREST, 1, 0, Convolutions.PLAIN);
    }

    /// Zhang et al., TIP 2018, without the plane that tells it the strength of the noise: an equal one adds
    /// a constant to each channel of the first layer, which is what a bias does.
    private static Direct ffdNet(int layers, int channels, int colours) {
        return new Direct(1, layers, channels, colours, 0, Activation.RELU, Anchor.NONE, 2, 0, Convolutions.PLAIN);
    }

    private static Preset enlarging(String name, Function<Integer, Architecture> atScale) {
        return new Preset(name, atScale.apply(2).getClass(), () -> atScale.apply(2), atScale);
    }

    /// Of which there are two scales alone.
    private static Preset byFourOrEight(
            String name, Class<? extends Architecture> kind, Function<Integer, Architecture> atScale) {
        return new Preset(name, kind, () -> atScale.apply(4), scale -> {
            if (scale != 4 && scale != 8) {
                throw new IllegalArgumentException(name + ": scale must be 4 or 8, got " + scale);
            }
            return atScale.apply(scale);
        });
    }

    /// With all of its scales, unless one is asked for.
    private static Preset ofSeveralScales(String name, Architecture architecture) {
        return new Preset(name, architecture.getClass(), () -> architecture, architecture::at);
    }

    private static Preset keepingSize(String name, Architecture architecture) {
        return new Preset(name, architecture.getClass(), () -> architecture, scale -> {
            if (scale != 1) {
                throw new IllegalArgumentException(name + ": keeps the size, scale must be 1, got " + scale);
            }
            return architecture;
        });
    }

    private static Preset ofClasses(String name, Architecture architecture) {
        return new Preset(name, architecture.getClass(), () -> architecture, scale -> {
            throw new IllegalArgumentException(name + ": tells classes, has no scale, got " + scale);
        });
    }

    /// A published network by its name.
    ///
    /// @throws IllegalArgumentException for an unknown name (the message lists the known ones) or a scale the
    /// network does not have
    public static Architecture preset(String name, int scale) {
        return preset(name, Optional.of(scale));
    }

    /// The same at its usual scale, or with all of them, where none is asked for.
    public static Architecture preset(String name, Optional<Integer> scale) {
        Preset preset = PRESETS.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown architecture '" + name + "'; known: "
                        + PRESETS.stream().map(Preset::name).collect(Collectors.joining(", "))));
        return scale.map(preset.atScale()).orElseGet(preset::usual);
    }

    /// Reads `{"type": "edsr", "scale": 2, …}`; keys that are left out take the kind's defaults, unknown keys
    /// are refused.
    ///
    /// @throws IllegalArgumentException naming the key, what was expected and the nearest known name
    public static Architecture read(JsonNode json) {
        return ALL.read("architecture", json);
    }

    /// The inverse of {@link #read}: `type` first, then every component of the record.
    public static ObjectNode write(Architecture architecture) {
        return ALL.write(architecture);
    }

    /// Names of all presets, for messages and completion.
    public static List<String> presetNames() {
        return PRESETS.stream().map(Preset::name).toList();
    }
}

package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.StoredFilters;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/// Residual networks of bottlenecks, which tell what is in a picture: ResNet (He et al., CVPR 2016, fig. 5
/// and table 1) and ResNeXt (Xie et al., CVPR 2017, table 1), whose 3×3 convolutions are in groups. The
/// result holds a value (a logit) for each class, (N, classes, 1, 1).
///
/// | part         | layers                                                  | names, as in torchvision |
/// |--------------|---------------------------------------------------------|--------------------------|
/// | input        | RGB in [0, 1], normalised by ImageNet's mean colour     | none: constants          |
/// | stem         | conv 7×7 stride 2, batch norm, ReLU, max pool 3×3 stride 2 | `conv1`, `bn1`        |
/// | stem, CIFAR  | conv 3×3, batch norm, ReLU                              | `conv1`, `bn1`           |
/// | block        | 1×1 to w, 3×3 in groups, 1×1 to 4 · channels · 2ˢ⁻¹              | `conv{1,2,3}`            |
/// | …            | batch norm behind each, ReLU behind the first two       | `bn{1,2,3}`              |
/// | … beside it  | the input, or where its shape changes conv 1×1, batch norm | `downsample.0`, `.1`  |
/// | … behind it  | the sum of both, ReLU                                   |                          |
/// | last         | mean over the picture, linear layer with bias           | `fc`                     |
///
/// Block b of stage s is `layer{s}.{b}`, with b from 0 and s from 1. Stage s has w = cardinality ·
/// widthPerGroup · 2ˢ⁻¹, half the height and width of the stage before it (the first those of the stem),
/// and its stride in the 3×3 convolution of its first block: torchvision's ResNet, not that of the paper,
/// which has it in the 1×1 before.
///
/// @param blocks of each stage
/// @param cardinality groups of the 3×3 convolutions; 1 for ResNet
/// @param widthPerGroup channels of a group in the first stage
/// @param channels of the stem, 64 in all published ones; a block of stage s makes 4 · channels · 2ˢ⁻¹
/// @param classes values of the result
/// @param stem what stands before the first stage
/// @param convolution how the 3×3 convolutions are computed
public record ResNet(
        List<Integer> blocks,
        int cardinality,
        int widthPerGroup,
        int channels,
        int classes,
        Stem stem,
        Convolution convolution)
        implements Architecture {
    private static final List<Integer> BLOCKS_OF_50 = List.of(3, 4, 6, 3);
    private static final List<Integer> BLOCKS_OF_101 = List.of(3, 4, 23, 3);
    private static final int CLASSES_OF_IMAGENET = 1000;

    public static final ResNet DEFAULTS = ofImageNet(BLOCKS_OF_50, 1, 64);

    private static final int MOST_STAGES = 6;
    private static final int MOST_CLASSES = 100_000;
    private static final int CHANNELS = 64;
    private static final int EXPANSION = 4; // of a block's result, table 1 of the paper

    // Mean and deviation of the training pictures of ImageNet, as published weights expect them.
    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] DEVIATION = {0.229, 0.224, 0.225};

    private static final StoredFilters HE = new StoredFilters.He(false);

    /// What stands before the first stage.
    public enum Stem {
        /// A quarter of the height and width, for pictures of 224×224.
        @JsonProperty("imagenet")
        IMAGENET(224),
        /// All of them, for pictures of 32×32.
        @JsonProperty("cifar")
        CIFAR(32);

        private final int side;

        Stem(int side) {
            this.side = side;
        }
    }

    public ResNet {
        blocks = List.copyOf(blocks);
        Sizes.require("resnet: stages", blocks.size(), 1, MOST_STAGES);
        blocks.forEach(each -> Sizes.require("resnet: blocks of a stage", each, 1, Sizes.MOST_LAYERS));
        Sizes.require("resnet: cardinality", cardinality, 1, Sizes.MOST_CHANNELS);
        Sizes.require("resnet: widthPerGroup", widthPerGroup, 1, Sizes.MOST_CHANNELS);
        Sizes.require("resnet: channels", channels, 1, Sizes.MOST_CHANNELS >> blocks.size() + 1);
        Sizes.require("resnet: classes", classes, 2, MOST_CLASSES);
        Objects.requireNonNull(stem, "resnet: stem");
        long widest = (long) cardinality * widthPerGroup << blocks.size() - 1;
        if (widest > Sizes.MOST_CHANNELS) {
            throw new IllegalArgumentException(
                    "resnet: %d groups of %d channels are %d in the last stage, at most %d do"
                            .formatted(cardinality, widthPerGroup, widest, Sizes.MOST_CHANNELS));
        }
    }

    /// With the published channels of the stem.
    public ResNet(
            List<Integer> blocks, int cardinality, int widthPerGroup, int classes, Stem stem, Convolution convolution) {
        this(blocks, cardinality, widthPerGroup, CHANNELS, classes, stem, convolution);
    }

    private static ResNet ofImageNet(List<Integer> blocks, int cardinality, int widthPerGroup) {
        return new ResNet(blocks, cardinality, widthPerGroup, CLASSES_OF_IMAGENET, Stem.IMAGENET, Convolutions.PLAIN);
    }

    /// With 50 convolutions, ResNet or ResNeXt.
    static ResNet ofFifty(int cardinality, int widthPerGroup) {
        return ofImageNet(BLOCKS_OF_50, cardinality, widthPerGroup);
    }

    /// With 101.
    static ResNet ofHundredAndOne(int cardinality, int widthPerGroup) {
        return ofImageNet(BLOCKS_OF_101, cardinality, widthPerGroup);
    }

    /// With 20 for pictures of 32×32, three stages as in sec. 5.3 of Xie et al.
    static ResNet ofTwenty(int cardinality, int widthPerGroup) {
        return new ResNet(List.of(2, 2, 2), cardinality, widthPerGroup, 10, Stem.CIFAR, Convolutions.PLAIN);
    }

    /// The same with 3×3 convolutions that are computed otherwise.
    public ResNet with(Convolution other) {
        return new ResNet(blocks, cardinality, widthPerGroup, channels, classes, stem, other);
    }

    @Override
    public int scale() {
        return 1;
    }

    @Override
    public OptionalInt pictureSide() {
        return OptionalInt.of(stem.side);
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node x = stem(g, normalised(g, g.input("image", MEAN.length)));
        for (int stage = 0; stage < blocks.size(); stage++) {
            for (int block = 0; block < blocks.get(stage); block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = block(g.in("layer%d.%d".formatted(stage + 1, block)), x, 1 << stage, stride);
            }
        }
        return g.build(g.linear("fc", g.add("mean", new Operation.GlobalMean(), x), classes));
    }

    /// (x - mean) / deviation
    private static Node normalised(GraphBuilder g, Node image) {
        float[] factors = new float[MEAN.length];
        float[] offsets = new float[MEAN.length];
        for (int c = 0; c < MEAN.length; c++) {
            factors[c] = (float) (1 / DEVIATION[c]);
            offsets[c] = (float) (-MEAN[c] / DEVIATION[c]);
        }
        Node scaled = g.add("scaled", new Operation.Multiply(), image, perChannel(g, "colour.factor", factors));
        return g.add("normalised", new Operation.Add(), scaled, perChannel(g, "colour.offset", offsets));
    }

    private static Node perChannel(GraphBuilder g, String name, float[] values) {
        return g.constant(name, new Values(Shape.of(1, values.length, 1, 1), values));
    }

    private Node stem(GraphBuilder g, Node x) {
        return switch (stem) {
            case IMAGENET -> {
                Layer layer = new Layer("conv1", channels, 7, HE).withStride(2);
                yield g.add("maxpool", new Operation.MaxPool(3, 2, 1), activated(g, layer, "bn1", x));
            }
            case CIFAR -> activated(g, new Layer("conv1", channels, 3, HE), "bn1", x);
        };
    }

    private static Node activated(GraphBuilder g, Layer layer, String norm, Node x) {
        return g.relu(g.batchNorm(norm, Convolutions.PLAIN.apply(g, layer, x)));
    }

    /// @param doubled 2ˢ⁻¹
    private Node block(GraphBuilder g, Node x, int doubled, int stride) {
        int width = cardinality * widthPerGroup * doubled;
        int out = EXPANSION * channels * doubled;
        Layer wide = new Layer("conv2", width, 3, HE).inGroups(cardinality).withStride(stride);
        Node y = activated(g, new Layer("conv1", width, 1, HE), "bn1", x);
        y = g.relu(g.batchNorm("bn2", convolution.apply(g, wide, y)));
        y = g.batchNorm("bn3", Convolutions.PLAIN.apply(g, new Layer("conv3", out, 1, HE), y));
        return g.relu(g.add(y, beside(g, x, out, stride)));
    }

    private static Node beside(GraphBuilder g, Node x, int out, int stride) {
        if (stride == 1 && g.channels(x) == out) {
            return x;
        }
        Layer layer = new Layer("downsample.0", out, 1, HE).withStride(stride);
        return g.batchNorm("downsample.1", Convolutions.PLAIN.apply(g, layer, x));
    }
}

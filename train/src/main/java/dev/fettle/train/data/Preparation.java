package dev.fettle.train.data;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Gray;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.train.data.DegradationModel.Jpeg;
import dev.fettle.train.data.DegradationModel.Noise;
import dev.fettle.train.data.DegradationModel.Reduction;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// How a photograph becomes an example.
///
/// A network of one channel sees luma of BT.601 for super-resolution and JPEG, as the papers measure. For noise it
/// sees gray on full range with the same weights, MATLAB's `rgb2gray`, as the test sets of the denoising papers are.
/// A network of three channels sees a gray photograph as three equal ones.
///
/// @param degradation what the network is to undo
/// @param isFedEnlarged whether the network takes the low-resolution picture already enlarged by bicubic
/// interpolation
/// @param channels of the network: 3 for RGB, 1 for luma or gray
/// @param smaller scales, in pixels for one of the low-resolution picture, at which training needs originals beside the
/// one that the task restores: reduced by the same bicubic filter, so that the one at scale 1 is that picture itself
public record Preparation(
        DegradationModel degradation, boolean isFedEnlarged, int channels, NavigableSet<Integer> smaller) {
    /// With no more than the original that the task restores.
    public Preparation(DegradationModel degradation, boolean isFedEnlarged, int channels) {
        this(degradation, isFedEnlarged, channels, new TreeSet<>());
    }

    public Preparation {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "architecture: networks of 1 or 3 channels can be trained, this one has " + channels);
        }
        smaller = Collections.unmodifiableNavigableSet(new TreeSet<>(smaller));
    }

    /// The whole photograph as examples for measuring, one for each measured degradation: noise, if any, depends
    /// on the file's name alone.
    public List<Example> measured(String name, Image photograph) {
        Image colour = photograph.coloured();
        return switch (degradation) {
            case Reduction(BicubicDown bicubic) -> List.of(reduced(name, colour, bicubic));
            case Noise noise -> degraded(name, gray(colour), noise.measured());
            case Jpeg jpeg -> degraded(name, luma(colour), jpeg.measured());
        };
    }

    private List<Example> degraded(String name, Image clean, List<? extends Degradation> degradations) {
        long seed = Degradation.seedOf(name);
        return degradations.stream()
                .map(each -> new Example(name, shown(each.apply(clean, seed)), shown(each.reference(clean))))
                .toList();
    }

    /// In as many channels as the network has, where a degradation has made the picture gray.
    private Image shown(Image picture) {
        return channels == picture.channels() ? picture : picture.coloured();
    }

    /// The whole photograph for training: reduced once for all, or as it is for what is drawn for every patch.
    public Pair trained(String name, Image photograph) {
        Image colour = photograph.coloured();
        return switch (degradation) {
            case Reduction(BicubicDown bicubic) -> atAllScales(reduced(name, colour, bicubic), bicubic, colour);
            case Noise _ -> clean(name, gray(colour));
            case Jpeg _ -> clean(name, luma(colour));
        };
    }

    /// A picture to restore, of which there is no original: training takes it as it comes.
    public Pair unpaired(String name, Image picture) {
        Bitmap input = Example.inMemory(seen(picture.coloured()));
        return new Pair(name, input, input);
    }

    private Pair atAllScales(Example example, BicubicDown bicubic, Image colour) {
        Bitmap input = Example.inMemory(example.input());
        NavigableMap<Integer, Bitmap> targets = new TreeMap<>();
        targets.put(bicubic.scale(), Example.inMemory(example.target()));
        for (int scale : smaller) {
            BicubicDown less = new BicubicDown(bicubic.scale() / scale, bicubic.flavour());
            targets.computeIfAbsent(
                    scale,
                    wanted -> wanted == 1 && !isFedEnlarged
                            ? input
                            : Example.inMemory(seen(less.apply(bicubic.reference(colour), 0))));
        }
        return new Pair(example.name(), input, isFedEnlarged ? bicubic.scale() : 1, targets);
    }

    private static Pair clean(String name, Image picture) {
        Bitmap bitmap = Bitmap.eightBits(picture);
        return new Pair(name, bitmap, bitmap);
    }

    private Example reduced(String name, Image colour, BicubicDown bicubic) {
        Image original = bicubic.reference(colour);
        Image low = seen(bicubic.apply(original, 0));
        Image input = isFedEnlarged ? Bicubic.enlarge(low, bicubic.scale(), Flavour.MIRROR_UNROUNDED) : low;
        return new Example(name, input, seen(original));
    }

    /// The channels that a network for super-resolution works on; luma is not rounded.
    private Image seen(Image picture) {
        if (channels == 3) {
            return picture;
        }
        double[] luma = Luma.of(picture).samples();
        float[] plane = new float[luma.length];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (float) (luma[i] / 255);
        }
        return Image.of(picture.width(), picture.height(), plane);
    }

    /// The channels that a network for JPEG works on, 8 bits.
    private Image luma(Image colour) {
        return channels == 3 ? colour.quantised() : Luma.picture(colour);
    }

    /// The channels that a network for noise works on, 8 bits.
    private Image gray(Image colour) {
        return (channels == 3 ? colour : new Gray().reference(colour)).quantised();
    }
}

package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.train.data.DegradationModel.Jpeg;
import dev.fettle.train.data.DegradationModel.Noise;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The first patches of a training, to the last bit, for ever: whoever runs an old recipe again gets the
/// same ones. Digests of noise and JPEG without a mixture were taken before there were mixtures.
class PatchDigestTest {
    /// A picture of whole numbers, by a formula.
    private static Pair picture(int channels) {
        int side = 160;
        float[][] planes = new float[channels][side * side];
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0; i < side * side; i++) {
                int x = i % side;
                int y = i / side;
                planes[channel][i] = ((x * x + 3 * y * (channel + 1) + (x / 9 * 40) + (y / 13 * 70)) % 256) / 255f;
            }
        }
        Bitmap bitmap = Bitmap.eightBits(Image.of(side, side, planes));
        return new Pair("formula", bitmap, bitmap);
    }

    private static String digest(DegradationModel model, int channels) throws NoSuchAlgorithmException {
        PatchSampler sampler = new PatchSampler(List.of(picture(channels)), 40, true, model);
        RandomState random = new RandomState(11);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int batch = 0; batch < 3; batch++) {
            Batch made = sampler.next(random, 8);
            digest.update(bytes(made.input()));
            digest.update(bytes(made.target(1)));
        }
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(random.state()).array());
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    private static byte[] bytes(float[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(samples.length * Float.BYTES);
        bytes.asFloatBuffer().put(samples);
        return bytes.array();
    }

    @Test
    void oldRecipesDrawWhatTheyDrew() throws NoSuchAlgorithmException {
        assertThat(List.of(
                        digest(new Noise(NoiseLevels.of(25)), 3),
                        digest(new Noise(new NoiseLevels(0, 55)), 1),
                        digest(new Jpeg(JpegQualities.of(40)), 3),
                        digest(new Jpeg(new JpegQualities(5, 95)), 3),
                        digest(new Jpeg(new JpegQualities(5, 95)), 1)))
                .containsExactly(
                        "e768240872c82807",
                        "2657686bee4e65cf",
                        "f78f266f475298b1",
                        "f665d02868be9f99",
                        "7c03846a790b445a");
    }

    @Test
    void mixturesDrawWhatTheyDrew() throws NoSuchAlgorithmException {
        JpegQualities stored = new JpegQualities(60, 98);
        JpegQualities first = new JpegQualities(10, 95);
        JpegQualities fine = new JpegQualities(85, 99);
        Mixture noise = new Mixture(0.3, 0.1, 0.4, 0.4, 0.5, stored, 0, first, 0, 0, fine);
        Mixture jpeg = new Mixture(0.3, 0.1, 0, 0, 0, stored, 0.5, first, 0.5, 0, fine);
        assertThat(List.of(
                        digest(new Noise(new NoiseLevels(0, 55), noise), 3),
                        digest(new Jpeg(new JpegQualities(5, 98), jpeg), 3),
                        digest(new Jpeg(new JpegQualities(5, 98), jpeg), 1)))
                .containsExactly("69ea7104ee49e434", "6d5b010320b397ce", "dd9af13fc16f69bf");
    }
}

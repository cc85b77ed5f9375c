package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.image.Image;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolTest {
    @Test
    void protocolsAreParsedByTheirLabels() {
        for (Protocol protocol : Protocol.values()) {
            assertThat(Protocol.parse(protocol.label())).isEqualTo(protocol);
        }
    }

    /// On a gray picture three choices are one, to the last bit; colour is refused.
    @Test
    void grayIsWhatTheOthersComeToOnGrayPictures() {
        float[] plane = new float[144];
        float[] other = new float[144];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = i * 37 % 256 / 255f;
            other[i] = i * 41 % 256 / 255f;
        }
        Image reference = Image.of(12, 12, plane);
        Image restored = Image.of(12, 12, other);
        double gray = new Evaluation(Protocol.GRAY, 0)
                .measure(reference, restored)
                .psnr()
                .value();
        for (Protocol protocol : List.of(Protocol.Y, Protocol.Y_ROUNDED, Protocol.RGB)) {
            Score psnr =
                    new Evaluation(protocol, 0).measure(reference, restored).psnr();
            assertThat(psnr.value()).isEqualTo(gray);
            assertThat(psnr.stamp().ofGrayPictures()).hasToString("psnr gray border=0 uint8");
        }
        Image colour = Image.of(12, 12, plane, plane, plane);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Evaluation(Protocol.GRAY, 0).measure(colour, colour))
                .withMessage("protocol 'gray' measures gray pictures, this one has colour");
    }

    @Test
    void anUnknownProtocolIsAnsweredWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.parse("psnry"))
                .withMessage("unknown protocol 'psnry'; known: y, y-rounded, rgb, gray, y-double");
    }
}

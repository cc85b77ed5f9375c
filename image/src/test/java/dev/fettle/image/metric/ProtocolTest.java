package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ProtocolTest {
    @Test
    void protocolsAreParsedByTheirLabels() {
        for (Protocol protocol : Protocol.values()) {
            assertThat(Protocol.parse(protocol.label())).isEqualTo(protocol);
        }
    }

    @Test
    void anUnknownProtocolIsAnsweredWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.parse("psnry"))
                .withMessage("unknown protocol 'psnry'; known: y, y-rounded, rgb, y-double");
    }
}

package dev.fettle.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The examples of the protocol buffers' encoding guide.
class MessageTest {
    @Test
    void integersTextsAndNestedMessagesAreEncodedAsInTheGuide() throws IOException {
        Message inner = new Message().integer(1, 150);
        assertThat(hexadecimal(inner)).isEqualTo("089601");
        assertThat(hexadecimal(new Message().text(2, "testing"))).isEqualTo("120774657374696e67");
        assertThat(hexadecimal(new Message().message(3, inner))).isEqualTo("1a03089601");
    }

    @Test
    void negativeIntegersTakeTenBytesAndHighFieldsTwo() throws IOException {
        assertThat(hexadecimal(new Message().integer(1, -2))).isEqualTo("08feffffffffffffffff01");
        assertThat(hexadecimal(new Message().integer(20, 1))).isEqualTo("a00101");
    }

    @Test
    void realsAreLittleEndianFloats() throws IOException {
        assertThat(hexadecimal(new Message().real(2, 1f))).isEqualTo("150000803f");
    }

    private static String hexadecimal(Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.write(out);
        assertThat(message.size()).isEqualTo(out.size());
        return HexFormat.of().formatHex(out.toByteArray());
    }
}

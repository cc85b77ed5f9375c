package dev.fettle.train.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {
    @TempDir
    private Path folder;

    /// The check value of CRC-32C, 0xE3069283 for "123456789", masked as TFRecord's documentation says.
    @Test
    void checksumIsMasked() {
        int crc = 0xE3069283;
        int masked = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
        assertThat(TensorBoardLog.maskedChecksum("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(masked);
    }

    @Test
    void eventsReadBack() throws IOException {
        try (TensorBoardLog log = TensorBoardLog.create(folder, 300)) {
            log.scalar("train/loss", 350, 0.25);
            log.scalar("validation/psnrY", 1L << 33, -1.5);
        }
        List<Map<Integer, Object>> events = read();
        assertThat(events).hasSize(4);
        assertThat(events).allSatisfy(event -> assertThat((double) event.get(1)).isGreaterThan(1.6e9));
        assertThat(text(events.get(0).get(3))).isEqualTo("brain.Event:2");
        assertThat(events.get(1).get(2)).isEqualTo(300L);
        assertThat(message((ByteBuffer) events.get(1).get(7)).get(1)).isEqualTo(1L);
        assertThat(events.get(2).get(2)).isEqualTo(350L);
        Map<Integer, Object> point =
                message((ByteBuffer) message((ByteBuffer) events.get(2).get(5)).get(1));
        assertThat(text(point.get(1))).isEqualTo("train/loss");
        assertThat(point.get(2)).isEqualTo(0.25f);
        assertThat(events.get(3).get(2)).isEqualTo(1L << 33);
    }

    private static String text(Object bytes) {
        return StandardCharsets.UTF_8.decode(((ByteBuffer) bytes).duplicate()).toString();
    }

    private List<Map<Integer, Object>> read() throws IOException {
        Path file;
        try (var files = Files.list(folder)) {
            file = files.filter(path -> path.getFileName().toString().startsWith("events.out.tfevents."))
                    .findFirst()
                    .orElseThrow();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Map<Integer, Object>> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(TensorBoardLog.maskedChecksum(length));
            byte[] content = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(content);
            assertThat(bytes.getInt()).isEqualTo(TensorBoardLog.maskedChecksum(content));
            events.add(message(ByteBuffer.wrap(content)));
        }
        return events;
    }

    /// Fields of a protocol-buffer message by number.
    private static Map<Integer, Object> message(ByteBuffer given) {
        ByteBuffer bytes = given.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, Object> fields = new TreeMap<>();
        while (bytes.hasRemaining()) {
            long key = varint(bytes);
            Object value = switch ((int) (key & 7)) {
                case 0 -> varint(bytes);
                case 1 -> bytes.getDouble();
                case 2 -> slice(bytes, (int) varint(bytes));
                case 5 -> bytes.getFloat();
                default -> throw new AssertionError("wire type " + (key & 7));
            };
            fields.put((int) (key >>> 3), value);
        }
        return fields;
    }

    private static ByteBuffer slice(ByteBuffer bytes, int length) {
        ByteBuffer slice = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return slice;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}

package dev.fettle.train.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// Scalars over steps in TensorBoard's event format: TFRecord frames around protocol-buffer messages, written by
/// hand.
///
/// | frame          | bytes                                                                                 |
/// |----------------|---------------------------------------------------------------------------------------|
/// | length         | 8, little-endian                                                                      |
/// | check          | 4, masked CRC-32C of the length                                                       |
/// | message        | `Event`: 1 wall time, 2 step, 3 file version, 5 summary {1 value {1 tag, 2 number}}, 7 session {1
/// status} |
/// | check          | 4, masked CRC-32C of the message                                                      |
public final class TensorBoardLog implements AutoCloseable {
    private static final int MASK_DELTA = 0xa282ead8;
    private static final int SESSION_START = 1;

    private final OutputStream out;

    private TensorBoardLog(OutputStream out) {
        this.out = out;
    }

    /// A new event file in a folder.
    ///
    /// @param step that the run goes on from: TensorBoard forgets what older files of this folder say about later
    /// ones
    public static TensorBoardLog create(Path folder, long step) throws IOException {
        long now = System.currentTimeMillis();
        Path file = folder.resolve("events.out.tfevents." + now / 1000 + "."
                + ProcessHandle.current().pid() + ".fettle");
        TensorBoardLog log = new TensorBoardLog(Files.newOutputStream(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE));
        log.frame(new Message().real(1, now / 1e3).text(3, "brain.Event:2"));
        log.frame(new Message().real(1, now / 1e3).number(2, step).message(7, new Message().number(1, SESSION_START)));
        return log;
    }

    /// One point of a curve.
    ///
    /// @param tag name of the curve; a part before `/` groups curves
    public void scalar(String tag, long step, double value) throws IOException {
        Message point = new Message().text(1, tag).single(2, (float) value);
        frame(new Message()
                .real(1, System.currentTimeMillis() / 1e3)
                .number(2, step)
                .message(5, new Message().message(1, point)));
    }

    private void frame(Message message) throws IOException {
        byte[] content = message.bytes.toByteArray();
        byte[] length = little(8).putLong(content.length).array();
        out.write(length);
        out.write(little(4).putInt(maskedChecksum(length)).array());
        out.write(content);
        out.write(little(4).putInt(maskedChecksum(content)).array());
        out.flush();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// TFRecord's check: CRC-32C turned right by 15 bits, plus a constant.
    static int maskedChecksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return Integer.rotateRight((int) sum.getValue(), 15) + MASK_DELTA;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /// A protocol-buffer message under construction.
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            key(field, 0);
            varint(value);
            return this;
        }

        Message real(int field, double value) {
            key(field, 1);
            bytes.writeBytes(little(8).putDouble(value).array());
            return this;
        }

        Message single(int field, float value) {
            key(field, 5);
            bytes.writeBytes(little(4).putFloat(value).array());
            return this;
        }

        Message text(int field, String value) {
            return delimited(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return delimited(field, value.bytes.toByteArray());
        }

        private Message delimited(int field, byte[] content) {
            key(field, 2);
            varint(content.length);
            bytes.writeBytes(content);
            return this;
        }

        private void key(int field, int wireType) {
            varint((long) field << 3 | wireType);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                bytes.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }
    }
}

package dev.fettle.image.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Photoshop's image resources (Adobe, Photoshop File Formats Specification): `8BIM`, two bytes of id, a name with its
/// length before it, four bytes of length, the content; name and content are padded to even lengths. One of them holds
/// the IPTC data sets.
final class PhotoshopResources {
    private static final int IPTC = 0x404;
    private static final byte[] SIGNATURE = "8BIM".getBytes(StandardCharsets.US_ASCII);

    private PhotoshopResources() {}

    /// The IPTC data sets among these resources; empty if there are none or the resources are damaged before them.
    static Optional<byte[]> iptc(byte[] resources) {
        ByteBuffer in = ByteBuffer.wrap(resources);
        while (in.remaining() >= 12 && Arrays.equals(resources, in.position(), in.position() + 4, SIGNATURE, 0, 4)) {
            int id = in.getShort(in.position() + 4) & 0xFFFF;
            int nameAt = in.position() + 6;
            long lengthAt = nameAt + ((in.get(nameAt) & 0xFF) + 2) / 2 * 2L;
            long length = lengthAt + 4 > resources.length ? -1 : Integer.toUnsignedLong(in.getInt((int) lengthAt));
            long end = lengthAt + 4 + length;
            if (length < 0 || end > resources.length) {
                return Optional.empty();
            }
            if (id == IPTC) {
                return Optional.of(Arrays.copyOfRange(resources, (int) lengthAt + 4, (int) end));
            }
            in.position((int) Math.min(resources.length, end + length % 2));
        }
        return Optional.empty();
    }

    /// One resource that holds these data sets.
    static byte[] of(byte[] iptc) {
        ByteBuffer out = ByteBuffer.allocate(12 + iptc.length + iptc.length % 2);
        return out.put(SIGNATURE)
                .putShort((short) IPTC)
                .putShort((short) 0)
                .putInt(iptc.length)
                .put(iptc)
                .array();
    }
}

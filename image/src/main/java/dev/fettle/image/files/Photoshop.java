package dev.fettle.image.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Photoshop's image resources (Adobe Photoshop File Formats Specification), one of which holds the IPTC data sets.
final class Photoshop {
    private static final byte[] SIGNATURE = "8BIM".getBytes(StandardCharsets.US_ASCII);
    private static final int IPTC = 0x0404;

    private Photoshop() {}

    /// The first resource of IPTC data sets; empty if there is none or the resources end before it.
    static Optional<byte[]> iptc(byte[] resources) {
        ByteBuffer rest = ByteBuffer.wrap(resources);
        while (rest.remaining() >= 12) {
            byte[] signature = new byte[4];
            rest.get(signature);
            int number = rest.getShort() & 0xFFFF;
            int name = rest.get(rest.position()) & 0xFF;
            int behindName = rest.position() + (name + 2) / 2 * 2; // its length and itself, even together
            if (!Arrays.equals(signature, SIGNATURE) || behindName + 4 > rest.limit()) {
                return Optional.empty();
            }
            int length = rest.position(behindName).getInt();
            if (length < 0 || length > rest.remaining()) {
                return Optional.empty();
            }
            if (number == IPTC && length > 0) {
                return Optional.of(Arrays.copyOfRange(resources, rest.position(), rest.position() + length));
            }
            rest.position(Math.min(rest.limit(), rest.position() + length + length % 2));
        }
        return Optional.empty();
    }

    /// A resource of IPTC data sets.
    static byte[] resource(byte[] iptc) {
        var resource = new ByteArrayOutputStream();
        resource.writeBytes(SIGNATURE);
        resource.writeBytes(ByteBuffer.allocate(8)
                .putShort((short) IPTC)
                .putShort((short) 0)
                .putInt(iptc.length)
                .array());
        resource.writeBytes(iptc);
        if (iptc.length % 2 == 1) {
            resource.write(0);
        }
        return resource.toByteArray();
    }
}

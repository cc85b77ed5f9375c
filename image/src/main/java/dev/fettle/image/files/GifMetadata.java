package dev.fettle.image.files;

import dev.fettle.image.Source;
import dev.fettle.image.TextEntry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a GIF's extensions say beside the frames: comments (GIF89a, section 24), and as applications' extensions an ICC
/// profile (ICC.1, annex B.6) and an XMP packet (XMP specification, part 3, 1.1.2).
final class GifMetadata {
    private static final int TEXT_LIMIT = 1 << 20;
    private static final int MOST_TEXTS = 256;
    private static final int XMP_TRAILER = 258; // 1, 255, 254 … 0 and 0: lengths that lead to the end from anywhere

    private int textBytes;

    /// @param text all of its blocks; GIF89a wants ASCII, people write UTF-8 or Latin-1
    Source comment(Source source, byte[] text) {
        TextEntry entry = TextEntry.of("Comment", text(text));
        if (text.length == 0 || source.texts().contains(entry) || source.texts().size() == MOST_TEXTS) {
            return source; // the frames of a film like to repeat it
        }
        textBytes += Math.min(TEXT_LIMIT - textBytes + 1, text.length);
        return textBytes > TEXT_LIMIT ? source : source.withText(entry);
    }

    private static String text(byte[] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }

    /// @param blocks the name of the application and what follows it
    /// @param whole what follows the name, with the lengths of the blocks: XMP pretends that it has none
    Source application(Source source, byte[] blocks, byte[] whole) {
        return switch (new String(blocks, 0, Math.min(11, blocks.length), StandardCharsets.ISO_8859_1)) {
            case "ICCRGBG1012" ->
                source.iccProfile().isPresent()
                        ? source
                        : source.withIccProfile(Arrays.copyOfRange(blocks, 11, blocks.length));
            case "XMP DataXMP" -> {
                int length = whole.length - XMP_TRAILER;
                yield length > 0 && whole[length] == 1 && whole[length + 1] == (byte) 0xFF
                        ? source.withXmp(Arrays.copyOf(whole, length))
                        : source;
            }
            default -> source;
        };
    }
}

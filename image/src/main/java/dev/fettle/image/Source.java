package dev.fettle.image;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a file said about its picture besides the samples; carried through processing into the restored file.
/// Immutable, but for the arrays, which nobody may write to.
public final class Source {
    /// Nothing known: 8 bits, no profile, no metadata.
    public static final Source NONE = new Source(8, Map.of(), Map.of(), List.of(), null, null, List.of());

    private final int bitDepth;
    private final Map<Block, byte[]> blocks;
    private final Map<String, byte[]> colourChunks;
    private final List<TextEntry> texts;
    private final @Nullable Density density;
    private final @Nullable JpegCoding jpeg;
    private final List<Remark> remarks;

    /// What is carried as the file holds it.
    private enum Block {
        ICC_PROFILE,
        EXIF,
        XMP,
        IPTC
    }

    private Source(
            int bitDepth,
            Map<Block, byte[]> blocks,
            Map<String, byte[]> colourChunks,
            List<TextEntry> texts,
            @Nullable Density density,
            @Nullable JpegCoding jpeg,
            List<Remark> remarks) {
        this.bitDepth = bitDepth;
        this.blocks = blocks;
        this.colourChunks = colourChunks;
        this.texts = texts;
        this.density = density;
        this.jpeg = jpeg;
        this.remarks = remarks;
    }

    /// Bits per sample: 8 or 16.
    public int bitDepth() {
        return bitDepth;
    }

    /// The embedded ICC profile.
    public Optional<byte[]> iccProfile() {
        return block(Block.ICC_PROFILE);
    }

    /// The EXIF block as a TIFF stream (without the `Exif\0\0` prefix), its orientation already set to 1.
    public Optional<byte[]> exif() {
        return block(Block.EXIF);
    }

    /// The XMP packet (UTF-8), its orientation already set to 1.
    public Optional<byte[]> xmp() {
        return block(Block.XMP);
    }

    /// The IPTC data sets (IIM 4.2), without the Photoshop resource that a JPEG wraps them in.
    public Optional<byte[]> iptc() {
        return block(Block.IPTC);
    }

    /// A PNG's words about its colours by the chunk's name, as it holds them: gAMA, cHRM, sRGB, cICP, mDCV, cLLI.
    public Map<String, byte[]> colourChunks() {
        return colourChunks;
    }

    public List<TextEntry> texts() {
        return texts;
    }

    public Optional<Density> density() {
        return Optional.ofNullable(density);
    }

    /// How the picture was compressed, if its file is a JPEG whose tables say so.
    public Optional<JpegCoding> jpeg() {
        return Optional.ofNullable(jpeg);
    }

    /// What was repaired or left out while reading.
    public List<Remark> remarks() {
        return remarks;
    }

    /// @throws IllegalArgumentException if it is neither 8 nor 16
    public Source withBitDepth(int bits) {
        if (bits != 8 && bits != 16) {
            throw new IllegalArgumentException("source: bit depth must be 8 or 16, got " + bits);
        }
        return new Source(bits, blocks, colourChunks, texts, density, jpeg, remarks);
    }

    public Source withIccProfile(byte[] profile) {
        return with(Block.ICC_PROFILE, profile);
    }

    public Source withoutIccProfile() {
        return without(Block.ICC_PROFILE);
    }

    public Source withExif(byte[] block) {
        return with(Block.EXIF, block);
    }

    public Source withoutExif() {
        return without(Block.EXIF);
    }

    public Source withXmp(byte[] packet) {
        return with(Block.XMP, packet);
    }

    public Source withoutXmp() {
        return without(Block.XMP);
    }

    public Source withIptc(byte[] dataSets) {
        return with(Block.IPTC, dataSets);
    }

    /// With one more of {@link #colourChunks}; one of the same name gives way.
    public Source withColourChunk(String name, byte[] content) {
        Map<String, byte[]> more = new HashMap<>(colourChunks);
        more.put(name, content);
        return new Source(bitDepth, blocks, Map.copyOf(more), texts, density, jpeg, remarks);
    }

    public Source withoutColourChunks() {
        return new Source(bitDepth, blocks, Map.of(), texts, density, jpeg, remarks);
    }

    public Source withText(TextEntry text) {
        return new Source(bitDepth, blocks, colourChunks, joined(texts, List.of(text)), density, jpeg, remarks);
    }

    public Source withDensity(Density known) {
        return new Source(bitDepth, blocks, colourChunks, texts, known, jpeg, remarks);
    }

    public Source withJpeg(JpegCoding coding) {
        return new Source(bitDepth, blocks, colourChunks, texts, density, coding, remarks);
    }

    /// As of samples that no longer are what the file's JPEG held.
    public Source withoutJpeg() {
        return new Source(bitDepth, blocks, colourChunks, texts, density, null, remarks);
    }

    /// With one more remark; the same one twice says no more than once.
    public Source withRemark(Remark remark) {
        return withRemarks(List.of(remark));
    }

    public Source withRemarks(List<Remark> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Remark> all = joined(remarks, more).stream().distinct().toList();
        return new Source(bitDepth, blocks, colourChunks, texts, density, jpeg, all);
    }

    private Optional<byte[]> block(Block block) {
        return Optional.ofNullable(blocks.get(block));
    }

    private Source with(Block block, byte[] content) {
        Map<Block, byte[]> more = new EnumMap<>(Block.class);
        more.putAll(blocks);
        more.put(block, content);
        return new Source(bitDepth, more, colourChunks, texts, density, jpeg, remarks);
    }

    private Source without(Block block) {
        Map<Block, byte[]> fewer = new EnumMap<>(Block.class);
        fewer.putAll(blocks);
        fewer.remove(block);
        return new Source(bitDepth, fewer, colourChunks, texts, density, jpeg, remarks);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}

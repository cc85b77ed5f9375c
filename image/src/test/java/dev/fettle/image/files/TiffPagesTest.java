package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TiffPagesTest {
    @Test
    void theFirstPageThatIsNoReducedCopyIsRead() throws Exception {
        for (boolean old : new boolean[] {false, true}) {
            TiffBuilder thumbnail = reduced(page(2, 10), old);
            Image image = Patterns.decode(
                    thumbnail.next(page(4, 200).next(page(4, 100))).build());
            assertThat(image.width()).isEqualTo(4);
            assertThat(Patterns.integers(image)).containsOnly(200);
            assertThat(image.source().remarks())
                    .containsExactly(
                            Remark.dropped("1 further page is left out"), Remark.dropped("1 reduced copy is left out"));
        }
    }

    private static TiffBuilder reduced(TiffBuilder page, boolean old) {
        return old ? page.with(TiffTags.SUBFILE_TYPE, 3, 2) : page.with(TiffTags.NEW_SUBFILE_TYPE, 4, 1);
    }

    @Test
    void masksAreNoPages() throws Exception {
        TiffBuilder mask = page(4, 10).with(TiffTags.NEW_SUBFILE_TYPE, 4, 4);
        assertThat(Patterns.integers(Patterns.decode(mask.next(page(4, 200)).build())))
                .containsOnly(200);
    }

    @Test
    void furtherPagesAndDirectoriesBelowAreCounted() throws Exception {
        byte[] file = page(4, 200)
                .below(reduced(page(2, 1), false))
                .below(reduced(page(1, 1), false))
                .next(page(4, 1).next(page(4, 2)))
                .build();
        assertThat(Patterns.decode(file).source().remarks())
                .containsExactly(
                        Remark.dropped("2 further pages are left out"),
                        Remark.dropped("2 reduced copies are left out"));
    }

    @Test
    void thePictureMayStandBelowItsThumbnail() throws Exception {
        byte[] file = reduced(page(2, 10), false).below(page(4, 200)).build();
        assertThat(Patterns.decode(file).width()).isEqualTo(4);
    }

    @Test
    void aFileOfOneReducedCopyIsRead() throws Exception {
        assertThat(Patterns.decode(reduced(page(2, 10), false).build()).width()).isEqualTo(2);
    }

    @Test
    void pagesInACircleAreReadOnce() throws Exception {
        byte[] file = page(4, 200).build();
        int directory = file.length - 6 - 8 * 12;
        file[file.length - 4] = (byte) directory;
        Image image = Patterns.decode(file);
        assertThat(image.source().remarks()).isEmpty();
    }

    @Test
    void aLinkToNowhereCostsTheFurtherPagesOnly() throws Exception {
        byte[] file = page(4, 200).build();
        file[file.length - 2] = 1;
        assertThat(Patterns.decode(file).source().remarks())
                .containsExactly(Remark.dropped("further pages cannot be found: a link to them leads nowhere"));
    }

    /// The full picture of a damaged raw file, say.
    @Test
    void aReducedCopyIsNotRestoredInsteadOfAPictureThatCannotBeFound() {
        byte[] file = reduced(page(4, 200), false).build();
        file[file.length - 2] = 1;
        assertRefused(file, "only a reduced copy can be found");
        byte[] below = reduced(page(4, 200), false)
                .with(TiffTags.SUB_DIRECTORIES, 4, 99_999)
                .build();
        assertRefused(below, "only a reduced copy can be found");
        byte[] many = reduced(page(4, 200), false)
                .with(TiffTags.SUB_DIRECTORIES, 4, 99_999, 99_999)
                .build();
        assertRefused(many, "only a reduced copy can be found");
    }

    @ParameterizedTest
    @ValueSource(ints = {32803, 34892})
    void aMosaicAnywhereIsACamerasRawData(int photometric) {
        TiffBuilder raw = page(4, 200).with(TiffTags.PHOTOMETRIC, 3, photometric);
        assertRefused(raw.build(), "a camera's raw data");
        assertRefused(reduced(page(2, 1), false).below(raw).build(), "develop it first");
        assertRefused(page(2, 1).next(page(2, 1).below(raw)).build(), "a camera's raw data");
    }

    @Test
    void whatMakersWriteIsACamerasRawData() {
        assertRefused(page(2, 1).with(TiffTags.DNG_VERSION, 1, 1, 4, 0, 0).build(), "a camera's raw data");
        assertRefused(page(2, 1).with(TiffTags.CFA_PATTERN, 1, 0, 1, 1, 2).build(), "a camera's raw data");
        for (int coding : new int[] {32767, 32769, 32770, 34713, 65000, 65535}) {
            TiffBuilder raw = page(4, 1).with(TiffTags.COMPRESSION, 3, coding);
            assertRefused(reduced(page(2, 1), false).below(raw).build(), "a camera's raw data");
        }
        for (String mark : new String[] {"CR\2\0", "IIIITwaR", "MMMMRawT"}) {
            byte[] file = page(8, 1).build();
            byte[] bytes = mark.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(bytes, 0, file, 8, bytes.length);
            assertRefused(file, "a camera's raw data");
        }
    }

    /// Ten thousand pages take a moment, not the time limit; all of them upon each other take no more.
    @Test
    void manyPagesAreCounted() throws Exception {
        TiffBuilder file = page(1, 1);
        for (int i = 0; i < 1000; i++) {
            file = page(1, 1).next(file);
        }
        assertThat(Patterns.decode(file.build()).source().remarks())
                .containsExactly(Remark.dropped("1000 further pages are left out"));
    }

    private static TiffBuilder page(int side, int value) {
        return TiffBuilder.gray(side, side, 8).strips(TiffBuilder.filled(side * side, value));
    }

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> Patterns.decode(file))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith("test: not a readable image (TIFF: ")
                .hasMessageContaining(reason);
    }
}

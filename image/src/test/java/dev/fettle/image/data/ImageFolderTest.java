package dev.fettle.image.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    Path folder;

    private ImageFolder folderOf(String name, String... files) throws IOException {
        Path sub = Files.createDirectory(folder.resolve(name));
        for (String file : files) {
            Files.createFile(sub.resolve(file));
        }
        return ImageFolder.of(sub);
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }

    @Test
    void picturesAreSortedByNameAndOtherFilesLeftOut() throws IOException {
        Files.createDirectories(folder.resolve("set/folder.png"));
        for (String name :
                new String[] {"b.JPG", "a10.png", "a2.png", "README.md", ".hidden.png", "SHA256SUMS", "B.tif"}) {
            Files.createFile(folder.resolve("set").resolve(name));
        }

        assertThat(names(ImageFolder.of(folder.resolve("set")).files()))
                .containsExactly("B.tif", "a10.png", "a2.png", "b.JPG");
    }

    @Test
    void aFolderMayBeEmptyButMustExist() throws IOException {
        assertThat(folderOf("empty").files()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageFolder.of(folder.resolve("absent")))
                .withMessageContaining("is not a folder of pictures");
    }

    @Test
    void originalsAreMatchedByStemOrByStemAndScale() throws IOException {
        ImageFolder high = folderOf("high", "0801.png", "0802.png", "baby.v2.png");
        ImageFolder low = folderOf("low", "0802.jpg", "0801x2.png", "baby.v2.bmp", "other.png");

        List<ImagePair> pairs = high.pairedWith(low, 2);

        assertThat(names(pairs.stream().map(ImagePair::original).toList()))
                .containsExactly("0801.png", "0802.png", "baby.v2.png");
        assertThat(names(pairs.stream().map(ImagePair::low).toList()))
                .containsExactly("0801x2.png", "0802.jpg", "baby.v2.bmp");
    }

    @Test
    void aMissingOrAmbiguousMatchIsRefused() throws IOException {
        ImageFolder high = folderOf("high", "a.png");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> high.pairedWith(folderOf("none", "ax3.png"), 2))
                .withMessageContaining("wanted one file named a or ax2, with any ending")
                .withMessageEndingWith("found none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> high.pairedWith(folderOf("two", "a.png", "ax2.png"), 2))
                .withMessageEndingWith("found a.png, ax2.png");
    }
}

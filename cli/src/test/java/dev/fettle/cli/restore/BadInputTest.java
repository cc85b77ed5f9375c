package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.files.ImageFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every bad file ends in one line that names it; the good ones among them are restored.
@Tag("slow") // some seventy damaged files through the whole program
class BadInputTest {
    private static final int WIDTH_AT = 16; // in a PNG: signature, length and name of IHDR
    private static final int CRC_AT = 29;

    @TempDir
    Path folder;

    private Path in = Path.of("");
    private Path out = Path.of("");
    private Path model = Path.of("");

    @BeforeEach
    void folders() throws IOException {
        in = Files.createDirectory(folder.resolve("in"));
        out = folder.resolve("out");
        model = Models.write(folder.resolve("m.safetensors"), Models.edsr(2));
    }

    private List<String> badFiles() throws IOException {
        List<String> names = new ArrayList<>();
        byte[] png = bytes("good1.png");
        byte[] jpeg = bytes("good2.jpg");
        names.add(bad("zero.png", new byte[0]));
        names.add(bad("text.png", "Dear reader, this is no picture.".getBytes(StandardCharsets.UTF_8)));
        names.add(bad("lying.png", sized(png, 4000, 4000)));
        names.add(bad("bomb.png", sized(png, 200_000, 200_000)));
        for (byte[] whole : List.of(png, jpeg, bytes("good3.bmp"))) {
            for (int sixteenth = 1; sixteenth < 16; sixteenth++) {
                String name = "cut" + whole.length + "-" + sixteenth + ".png";
                names.add(bad(name, Arrays.copyOf(whole, whole.length * sixteenth / 16)));
            }
        }
        return names;
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(Pictures.write(in.resolve(name), Pictures.colour(40, 30, name.length())));
    }

    private String bad(String name, byte[] content) throws IOException {
        Files.write(in.resolve(name), content);
        return name;
    }

    /// The PNG with another size in its header, and the header's checksum made right.
    private static byte[] sized(byte[] png, int width, int height) {
        byte[] changed = png.clone();
        ByteBuffer.wrap(changed).putInt(WIDTH_AT, width).putInt(WIDTH_AT + Integer.BYTES, height);
        CRC32 crc = new CRC32();
        crc.update(changed, 12, 17);
        ByteBuffer.wrap(changed).putInt(CRC_AT, (int) crc.getValue());
        return changed;
    }

    @Test
    void eachBadFileEndsInOneLineAndTheRestIsDone() throws IOException {
        List<String> bad = badFiles();
        Run run = Run.of("restore", in, "-o", out, "--model", model, "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.json().get("done").asInt()).isEqualTo(3);
        assertThat(run.json().get("failed").asInt()).isEqualTo(bad.size());
        for (String name : bad) {
            assertThat(run.err()
                            .lines()
                            .filter(line -> line.contains(in.resolve(name).toString())))
                    .as(name)
                    .hasSize(1);
        }
        assertThat(run.err().lines()).hasSize(bad.size() + 1); // and the summary
        assertThat(run.err()).doesNotContain("Exception", "\tat ");
        try (Stream<Path> results = Files.list(out)) {
            assertThat(results.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("good1.png", "good2.jpg", "good3.bmp");
        }
    }

    @Test
    void nothingButBadFilesIsNoInput() throws IOException {
        bad("zero.png", new byte[0]);
        bad("text.png", new byte[] {1, 2, 3});
        assertThat(Run.of("restore", in, "-o", out, "--model", model).status()).isEqualTo(3);
        assertThat(out).doesNotExist();
    }

    @Test
    void anUnreadableFileIsNamed() throws IOException {
        Path secret = unreadable(in.resolve("secret.png"));
        Pictures.write(in.resolve("a.png"), Pictures.gray(8, 8, 1));
        Run run = Run.of("restore", in, "-o", out, "--model", model);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains(secret + ": cannot be read (", "1 done, 0 skipped, 1 failed");
        assertThat(Run.of("restore", secret, "--model", model).status()).isEqualTo(3);
        assertThat(out.resolve("secret.png")).doesNotExist();
    }

    /// By permission; for root, who may read everything, the memory at address 0, where no process has any.
    private static Path unreadable(Path file) throws IOException {
        Files.write(file, new byte[10]);
        if (file.toFile().setReadable(false) && !Files.isReadable(file)) {
            return file;
        }
        Path memory = Path.of("/proc/self/mem");
        Assumptions.assumeTrue(Files.exists(memory), "this user reads every file of this system");
        Files.delete(file);
        return Files.createSymbolicLink(file, memory);
    }

    @Test
    void aFolderThatCannotBeListedIsNamed() throws IOException {
        Pictures.write(in.resolve("a.png"), Pictures.gray(8, 8, 1));
        Path closed = Files.createDirectory(in.resolve("closed"));
        Assumptions.assumeTrue(
                closed.toFile().setReadable(false) && !Files.isReadable(closed), "root lists every folder");
        Run run = Run.of("restore", in, "-o", out, "--model", model);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("closed: cannot be listed (permission denied)", "1 done, 0 skipped, 1 failed");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path good = Pictures.write(in.resolve("a.png"), Pictures.gray(8, 8, 1));
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        Run run = Run.of("restore", good, "-o", file.resolve("out"), "--model", model);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("file", "choose another -o").hasLineCount(1);
    }

    @Test
    void aModelWithALyingHeaderIsAModelErrorAndNothingIsWritten() throws IOException {
        Path good = Pictures.write(in.resolve("a.png"), Pictures.gray(8, 8, 1));
        byte[] whole = Files.readAllBytes(model);
        byte[] lying = whole.clone();
        lying[8 + 1] = 'x';
        for (byte[] content : List.of(new byte[0], lying, Arrays.copyOf(whole, whole.length - 4))) {
            Files.write(model, content);
            Run run = Run.of("restore", good, "-o", out, "--model", model);
            assertThat(run.status()).isEqualTo(4);
            assertThat(run.err()).contains("m.safetensors").hasLineCount(1).doesNotContain("Exception");
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void debugShowsWhereTheProblemArose() throws IOException {
        bad("zero.png", new byte[0]);
        Pictures.write(in.resolve("a.png"), Pictures.gray(8, 8, 1));
        assertThat(Run.of("restore", in, "-o", out, "--model", model, "--debug").err())
                .contains("\tat ");
        assertThat(ImageFiles.read(out.resolve("a.png")).width()).isEqualTo(16);
    }
}

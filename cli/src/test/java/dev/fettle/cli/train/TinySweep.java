package dev.fettle.cli.train;

import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.lab.sweep.run.SweepRequest;
import dev.fettle.lab.sweep.run.SweepRequest.Changes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A sweep of two variants and two seeds that takes seconds.
record TinySweep(Path folder) {
    static TinySweep in(Path temporary) throws IOException {
        Pictures.write(temporary.resolve("photos/a.png"), Pictures.colour(64, 64, 1));
        Pictures.write(temporary.resolve("valid/b.png"), Pictures.colour(64, 64, 2));
        Pictures.write(temporary.resolve("test/c.png"), Pictures.colour(48, 40, 3));
        Pictures.write(temporary.resolve("test/d.png"), Pictures.colour(40, 48, 4));
        Pictures.write(temporary.resolve("more/e.png"), Pictures.colour(40, 40, 5));
        TinySweep sweep = new TinySweep(Files.createDirectory(temporary.resolve("tiny")));
        Files.writeString(sweep.file("narrow.yaml"), "architecture: {channels: 4}\n");
        Files.writeString(sweep.file("wide.yaml"), "architecture: {channels: 6}\n");
        Files.writeString(sweep.file("sweep.yaml"), """
                title: Width <of> "EDSR"
                compares: Four channels and six.
                seeds: [1, 2]
                base:
                  steps: 4
                  threads: 1
                  architecture: {type: edsr, scale: 2, blocks: 1}
                  data: {photos: '%1$s/photos', patch: 8, batch: 2}
                  validation: {photos: '%1$s/valid', every: 2}
                  checkpoints: {every: 1}
                sets:
                  - {name: Waves, folder: '%1$s/test', scale: 2, protocol: y}
                  - {name: Stripes, folder: '%1$s/more', scale: 2}
                crops:
                  - {set: Waves, picture: c, left: 4, top: 6, side: 16, zoom: 2}
                published:
                  - {name: Rival, source: 'Some paper, tab. 1', set: Waves, psnr: 30.12, parameters: 123456}
                latency: {width: 32, height: 24, runs: 3, warmUp: 1}
                """.formatted(temporary));
        return sweep;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path output() {
        return folder.resolveSibling("out");
    }

    void replace(String name, String was, String becomes) throws IOException {
        String text = Files.readString(file(name));
        if (!text.contains(was)) {
            throw new IllegalArgumentException(name + " has no '" + was + "'");
        }
        Files.writeString(file(name), text.replace(was, becomes));
    }

    Run run(Object... more) {
        Stream<Object> words = Stream.concat(Stream.of("sweep", folder, "-o", output()), Stream.of(more));
        return Run.of(words.toArray());
    }

    SweepRequest request() {
        return new SweepRequest(folder, output(), Changes.NONE, false, false, Optional.of(1));
    }
}

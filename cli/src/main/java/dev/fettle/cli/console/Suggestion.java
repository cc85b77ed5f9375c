package dev.fettle.cli.console;

import dev.fettle.file.FileName;
import dev.fettle.image.files.Format;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What somebody may have meant by a word that is no command, or no option: what the word asks for in other programs
/// first, then the nearest spelling. Spoiling pictures and overwriting files are offered to nobody who has not asked
/// for just that.
final class Suggestion {
    private static final String RESTORE = "restore";

    /// What a command line means by these words.
    private static final Map<String, String> INTENTS = intents();

    /// The same of options.
    private static final Map<String, String> OPTIONS = words(
            "--scale", "--upscale --factor --zoom --ratio --size -s -x --x2 --x3 --x4",
            "--task denoise", "--denoise --noise --sigma",
            "--task deblock", "--deblock --deblocking --jpeg --artifacts",
            "--output", "--out --outdir --output-dir --output-folder --dest --destination --to --target",
            "--threads", "--jobs --cores --cpus --workers --thread -j -t",
            "--memory", "--ram --mem --tile --tiles -m",
            "--model", "--weights --network --checkpoint",
            "--jpeg-quality", "--quality --jpg-quality --jpegquality -q",
            "--dry-run", "--dry --dryrun --simulate --pretend -n",
            "--self-ensemble", "--ensemble --tta",
            "--debug", "--verbose --trace --stacktrace -v",
            "--version", "-v --ver",
            "--help", "-? --usage -help /?");

    private Suggestion() {}

    private static Map<String, String> intents() {
        return words(
                RESTORE + " --task denoise",
                "denoise denoising denoiser noise noisy degrain grain clean despeckle",
                RESTORE + " --task deblock",
                "deblock deblocking jpeg jpg dejpeg artifact artifacts artefact artefacts deartifact",
                RESTORE + " --scale 3",
                "x3 3x sr-x3 scale3 upscale3x upscale-3x",
                RESTORE + " --scale 4",
                "x4 4x sr-x4 scale4 upscale4x upscale-4x",
                RESTORE,
                "sr sr-x2 x2 2x upscale upscaling upscaler upsample upsampling enlarge enlargement magnify zoom"
                        + " resize scale super-resolution superresolution superres super-res sharpen deblur"
                        + " enhance enhancement improve fix repair restoration restore-photo restore-photos"
                        + " photo picture image unblur upgrade run process infer inference predict convert",
                "evaluate",
                "compare score scores psnr ssim measure metric metrics validate eval test quality",
                "bench",
                "benchmark benchmarks speed perf performance",
                "models",
                "list ls model list-models weights networks zoo",
                "cost",
                "count flops macs params parameters",
                "inspect",
                "info show identify describe metadata exif header",
                "export",
                "onnx to-onnx",
                "import",
                "load pth pytorch torch checkpoint",
                "train",
                "fit learn finetune fine-tune training",
                "sweep",
                "grid experiments ablation",
                "completion",
                "complete completions autocomplete",
                "--help",
                "usage man manual about ? /?",
                "--version",
                "version ver");
    }

    /// @param meaningAndWords a meaning, then its words, and so on
    private static Map<String, String> words(String... meaningAndWords) {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (int i = 0; i < meaningAndWords.length; i += 2) {
            for (String word : List.of(meaningAndWords[i + 1].split(" ", -1))) {
                meanings.putIfAbsent(word, meaningAndWords[i]);
            }
        }
        return meanings;
    }

    /// For a word where a command should be: a whole command line, or the command that was mistyped.
    ///
    /// @param following the words behind it
    /// @param commands that there are
    static Optional<String> command(String word, List<String> following, Collection<String> commands) {
        String plain = word.toLowerCase(Locale.ROOT).replace('_', '-');
        if (commands.contains(plain)) {
            return Optional.of(plain); // in capitals
        }
        if (INTENTS.containsKey(plain)) {
            return Optional.of(line(meaning(plain, following), following));
        }
        return fileCommand(word)
                .map(command -> line(
                        command,
                        Stream.concat(Stream.of(word), following.stream()).toList()))
                .or(() -> mistyped(plain, following, commands));
    }

    /// The nearest of commands and intents.
    private static Optional<String> mistyped(String word, List<String> following, Collection<String> commands) {
        Set<String> known = new LinkedHashSet<>(INTENTS.keySet());
        known.addAll(commands);
        return Spelling.nearest(word, known)
                .map(meant -> commands.contains(meant) ? meant : line(meaning(meant, following), following));
    }

    /// Models are converted, too.
    private static String meaning(String intent, List<String> following) {
        boolean isConversion = intent.equals("convert") && !following.isEmpty();
        return isConversion
                ? fileCommand(following.getFirst())
                        .filter(command -> !command.equals("inspect"))
                        .orElse(RESTORE)
                : INTENTS.getOrDefault(intent, RESTORE);
    }

    /// What is done with a file of this name, or with a folder.
    private static Optional<String> fileCommand(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".safetensors")) {
            return Optional.of("inspect");
        }
        if (lower.endsWith(".pth") || lower.endsWith(".pt") || lower.endsWith(".ckpt")) {
            return Optional.of("import");
        }
        if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
            return Optional.of("train");
        }
        return Format.ofName(name).isPresent() || FileName.isThere(name) ? Optional.of(RESTORE) : Optional.empty();
    }

    /// For a word where an option should be.
    ///
    /// @param options of the command, as they are written
    static Optional<String> option(String word, Collection<String> options) {
        String plain = word.toLowerCase(Locale.ROOT).replace('_', '-');
        String name = plain.contains("=") ? plain.substring(0, plain.indexOf('=')) : plain;
        Optional<String> capital =
                options.stream().filter(name::equalsIgnoreCase).findFirst();
        if (capital.isPresent()) {
            return capital;
        }
        String meant = OPTIONS.getOrDefault(name, "");
        boolean isOffered = options.stream().anyMatch(option -> meant.equals(option) || meant.startsWith(option + " "));
        return isOffered ? Optional.of(meant) : Spelling.nearest(name, options).or(() -> beginning(name, options));
    }

    /// The only option that begins so.
    private static Optional<String> beginning(String name, Collection<String> options) {
        List<String> begun = options.stream()
                .filter(option -> name.length() > 3 && option.startsWith(name))
                .filter(option -> !option.equals("--overwrite"))
                .toList();
        return begun.size() == 1 ? Optional.of(begun.getFirst()) : Optional.empty();
    }

    /// For an option that stands before its command, or without one.
    static Optional<String> commandLine(String option, List<String> following, Map<String, List<String>> optionsOf) {
        Optional<String> command =
                following.stream().filter(optionsOf::containsKey).findFirst();
        String meant = command.orElse(RESTORE);
        String name = option.contains("=") ? option.substring(0, option.indexOf('=')) : option;
        if (following.isEmpty() || !optionsOf.getOrDefault(meant, List.of()).contains(name)) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(following);
        command.ifPresent(words::remove);
        words.addFirst(option);
        return Optional.of(line(meant, words));
    }

    private static String line(String command, List<String> words) {
        String rest = words.stream()
                .filter(word -> !command.equals("models") || word.startsWith("-")) // which lists all
                .map(word -> " " + quoted(word))
                .collect(Collectors.joining());
        return "fettle " + command + (command.startsWith("--") ? "" : rest);
    }

    private static String quoted(String word) {
        boolean isPlain = !word.isEmpty()
                && word.chars().noneMatch(c -> Character.isWhitespace(c) || "\"'$&;|<>*?()".indexOf(c) >= 0);
        return isPlain ? word : '"' + word.replace("\"", "\\\"") + '"';
    }
}

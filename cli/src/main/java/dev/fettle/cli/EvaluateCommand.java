package dev.fettle.cli;

import dev.fettle.image.metric.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fettle evaluate`: PSNR and SSIM over a folder of originals, every number with the protocol it was measured by.
@Command(
        name = "evaluate",
        description = "Measure how well pictures are restored, by PSNR and SSIM.",
        footerHeading = "%nExamples:%n",
        footer = {"  fettle evaluate bicubic --data Set5/HR --scale 2", "  fettle evaluate bicubic --data Set14/HR --scale 4 --protocol y --json"})
final class EvaluateCommand extends Subcommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "METHOD", description = "'bicubic' enlarges by MATLAB's bicubic.")
    private String method = "";

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "The original pictures.")
    private Path data = Path.of("");

    @Option(names = "--scale", paramLabel = "N", description = "Restore pictures shrunk to 1/N.")
    private Optional<Integer> scale = Optional.empty();

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "What is compared: y, y-rounded, rgb or y-double (default: y; y-double for bicubic).")
    private Optional<String> protocol = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    EvaluateCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws IOException {
        if (!method.equals("bicubic")) {
            throw new Failure(ExitCode.MODEL, "unknown method '" + method + "'; known: bicubic");
        }
        int factor = scale.orElseThrow(() -> usage("bicubic needs --scale N"));
        Contender contender = new BicubicContender(factor);
        Evaluator evaluator = new Evaluator(contender, protocol().orElse(Protocol.Y_DOUBLE), console());
        EvaluationReport report = evaluator.measure(PictureFolder.open("--data", data));
        if (json) {
            console().json(report);
        } else {
            report.print(console());
        }
        return report.failed().isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private Optional<Protocol> protocol() {
        try {
            return protocol.map(Protocol::parse);
        } catch (IllegalArgumentException e) {
            throw usage("--protocol: " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

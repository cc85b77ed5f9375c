package dev.fettle.runtime;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.Runtime.Version;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// CVE-2026-114938: on x86-64 processors with AVX-512 VBMI the JDK's Base64 decoder writes beyond its array
/// when its input is malformed. Fettle decodes no Base64, but services around it do. Of the releases that
/// Fettle runs on, 25 is repaired in 25.0.5.1 and 27 in 27.0.1.1; 26, between them and out of support by
/// then, is taken to have it for good.
final class Base64Flaw {
    static final String AVOIDED_BY = "-XX:-UseBASE64Intrinsics";

    private static final Version REPAIRED_25 = Version.parse("25.0.5.1");
    private static final Version REPAIRED_27 = Version.parse("27.0.1.1");
    private static final Set<String> X86_64 = Set.of("amd64", "x86_64");

    /// Of HotSpot's flag UseAVX: AVX-512, without which there is no VBMI.
    private static final int AVX_512 = 3;

    private Base64Flaw() {}

    /// A line for people where this virtual machine may be open to it, with the way out.
    static Optional<String> hint() {
        boolean mayBeOpen = X86_64.contains(System.getProperty("os.arch")) && isIn(Runtime.version());
        return mayBeOpen && isCompiledIn() ? Optional.of(hint(Runtime.version())) : Optional.empty();
    }

    /// Whether a build of the JDK has it.
    static boolean isIn(Version jdk) {
        return switch (jdk.feature()) {
            case 25 -> jdk.compareToIgnoreOptional(REPAIRED_25) < 0;
            case 26 -> true;
            case 27 -> jdk.compareToIgnoreOptional(REPAIRED_27) < 0;
            default -> false;
        };
    }

    static String hint(Version jdk) {
        return "JDK %s may write beyond an array when something in this process decodes Base64 (CVE-2026-114938); %s"
                .formatted(jdk, "update to 25.0.5.1 or 27.0.1.1, or start Java with " + AVOIDED_BY);
    }

    /// Whether the virtual machine uses the flawed code.
    private static boolean isCompiledIn() {
        boolean tellsItsFlags = ModuleLayer.boot().findModule("jdk.management").isPresent();
        return tellsItsFlags ? Flags.areOn() : !isAvoided();
    }

    /// Whether the flag was given where a program without the module can see it.
    private static boolean isAvoided() {
        Stream<String> environment = Stream.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")
                .map(System::getenv)
                .filter(Objects::nonNull);
        Stream<String> commandLine =
                ProcessHandle.current().info().arguments().stream().flatMap(Stream::of);
        return Stream.concat(environment, commandLine).anyMatch(text -> text.contains(AVOIDED_BY));
    }

    /// In a class of its own, which is loaded only where the module is there.
    private static final class Flags {
        static boolean areOn() {
            HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            try {
                return Boolean.parseBoolean(
                                machine.getVMOption("UseBASE64Intrinsics").getValue())
                        && Integer.parseInt(machine.getVMOption("UseAVX").getValue()) >= AVX_512;
            } catch (IllegalArgumentException e) {
                return false; // another virtual machine than HotSpot
            }
        }
    }
}

package dev.fettle.cli;

/// The program `fettle`.
public final class Fettle {
    private Fettle() {}

    /// Prints the version, until the commands arrive.
    public static void main(String[] arguments) {
        System.out.println("fettle 0.1.0");
    }
}

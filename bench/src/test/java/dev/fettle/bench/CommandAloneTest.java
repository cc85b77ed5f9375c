package dev.fettle.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The comparison knows the laboratory; the command line is for its command.
class CommandAloneTest {
    @Test
    void onlyTheCommandAndTheProgramKnowTheCommandLine() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(BenchCommand.class, Bench.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.fettle.cli..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.fettle.bench"));
    }
}

package dev.chancery.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The arrows between the modules, each of which is a package below {@code dev.chancery}. */
@AnalyzeClasses(packages = "dev.chancery", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] PURE = {
        "dev.chancery.contracts..",
        "dev.chancery.record..",
        "dev.chancery.decisions..",
        "dev.chancery.folds..",
        "dev.chancery.query.contracts..",
        "dev.chancery.verifier..",
    };

    @ArchTest
    static final ArchRule ARROWS_GO_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("contracts")
            .definedBy("dev.chancery.contracts..")
            .layer("record")
            .definedBy("dev.chancery.record..")
            .layer("decisions")
            .definedBy("dev.chancery.decisions..")
            .layer("handling")
            .definedBy("dev.chancery.handling..")
            .layer("eventstore")
            .definedBy("dev.chancery.eventstore..")
            .layer("inference")
            .definedBy("dev.chancery.inference..")
            .layer("gateway")
            .definedBy("dev.chancery.gateway..")
            .layer("folds")
            .definedBy("dev.chancery.folds..")
            .layer("views")
            .definedBy("dev.chancery.views..")
            .layer("search")
            .definedBy("dev.chancery.search..")
            .layer("query contracts")
            .definedBy("dev.chancery.query.contracts..")
            .layer("query web")
            .definedBy("dev.chancery.query.web..")
            .layer("verifier")
            .definedBy("dev.chancery.verifier..")
            .layer("reports")
            .definedBy("dev.chancery.reports..")
            .layer("app")
            .definedBy("dev.chancery.app..")
            .whereLayer("contracts")
            .mayNotAccessAnyLayer()
            .whereLayer("record")
            .mayOnlyAccessLayers("contracts")
            .whereLayer("decisions")
            .mayOnlyAccessLayers("contracts")
            .whereLayer("handling")
            .mayOnlyAccessLayers("contracts", "decisions")
            .whereLayer("eventstore")
            .mayOnlyAccessLayers("contracts", "record")
            .whereLayer("inference")
            .mayOnlyAccessLayers("contracts", "decisions")
            .whereLayer("gateway")
            .mayOnlyAccessLayers("contracts", "decisions", "inference")
            .whereLayer("folds")
            .mayOnlyAccessLayers("contracts")
            .whereLayer("views")
            .mayOnlyAccessLayers("contracts", "folds", "query contracts")
            .whereLayer("search")
            .mayOnlyAccessLayers("contracts", "folds", "query contracts")
            .whereLayer("query contracts")
            .mayOnlyAccessLayers("contracts")
            .whereLayer("query web")
            .mayOnlyAccessLayers("contracts", "query contracts")
            .whereLayer("verifier")
            .mayOnlyAccessLayers("contracts", "record", "decisions", "folds")
            .whereLayer(
                    "reports") // A pack is written in the form in which the record is kept and the verifier reads it.
            .mayOnlyAccessLayers("contracts", "record", "decisions", "folds", "query contracts", "verifier")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule WHAT_IS_REPLAYED_KNOWS_NEITHER_FRAMEWORK_NOR_DATABASE = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.axonframework..", "java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule ONLY_REPORTS_PRINT_AND_SIGN = noClasses()
            .that()
            .resideOutsideOfPackage("dev.chancery.reports..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pdfbox..", "com.openhtmltopdf..", "eu.europa.esig..", "org.apache.batik..");

    @ArchTest
    static void namesSayWhatAThingIs(JavaClasses classes) {
        for (String suffix : List.of("Impl", "Manager", "Util", "Utils", "Helper")) {
            noClasses().should().haveSimpleNameEndingWith(suffix).check(classes);
        }
    }
}

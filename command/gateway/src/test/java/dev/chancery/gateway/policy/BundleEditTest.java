package dev.chancery.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.fact.PolicyChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single values change in the text, and nothing else does. */
class BundleEditTest {

    private static final String TEXT = """
            # \uD83D\uDE00 what we run
            models:
            - {alias: fast, deployments: [home/a, "home/b"]} # in this order
            - alias: slow
              deployments:
              - home/c   # first
              - 'home/d'
            gates: {minimumReviewed: 50}
            rubrics: &all
            - &one {id: r, version: &v 1}
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), TEXT);
    }

    @Test
    void changesValuesWhereTheyStandAndLeavesTheRest() throws IOException {
        Map<String, String> texts = BundleEdit.texts(
                directory,
                List.of(
                        change("/models/0/deployments/0", "\"home/a\"", "\"home/b\""),
                        change("/models/0/deployments/1", "\"home/b\"", "\"home/a\""),
                        change("/models/1/deployments/0", "\"home/c\"", "\"yes\""),
                        change("/models/1/deployments/1", "\"home/d\"", "\"it's: #\""),
                        change("/gates/minimumReviewed", "50", "75")));

        assertThat(texts)
                .containsExactly(Map.entry(
                        "a.yaml",
                        TEXT.replace("[home/a, \"home/b\"]", "[home/b, home/a]")
                                .replace("- home/c ", "- \"yes\" ")
                                .replace("'home/d'", "\"it's: #\"")
                                .replace("50", "75")));
    }

    @Test
    void refusesWhatItCannotChangeAlone() {
        assertThatThrownBy(() -> BundleEdit.texts(directory, List.of(change("/gates/minimumLowerBound", "0.9", "0.8"))))
                .hasMessageContaining("stands in no file");
        assertThatThrownBy(() -> BundleEdit.texts(directory, List.of(change("/rubrics/0/version", "1", "2"))))
                .as("an anchor names it")
                .hasMessageContaining("stands in no file");
        assertThatThrownBy(() -> BundleEdit.texts(directory, List.of(change("/models/0", "{}", "1"))))
                .hasMessageContaining("stands in no file");
        assertThatThrownBy(() -> BundleEdit.texts(directory, List.of(change("/gates/minimumReviewed", "49", "75"))))
                .hasMessageContaining("is 50 now, and not 49");
        assertThatThrownBy(() -> BundleEdit.texts(directory, List.of(change("/gates/minimumReviewed", "50", "[1]"))))
                .hasMessageContaining("texts, numbers and truth values");
    }

    private static PolicyChange change(String pointer, String before, String after) {
        return new PolicyChange(pointer, before, after);
    }
}

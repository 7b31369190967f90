package dev.chancery.query.web.api;

import dev.chancery.query.web.Drafting;
import dev.chancery.query.web.PolicyTexts;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What versions of the policy say, what changed between two of them, and the files that are in force. */
@RestController
@RequestMapping("/api/policy")
final class PolicyTextsApi {

    private static final MediaType DIFF = MediaType.parseMediaType("text/x-diff;charset=UTF-8");

    private final PolicyTexts texts;

    PolicyTextsApi(PolicyTexts texts) {
        this.texts = texts;
    }

    /** Versions with who brought each into force. */
    record Versions(List<PolicyTexts.Version> versions) {}

    @GetMapping("/versions")
    Versions versions() {
        return new Versions(texts.versions());
    }

    @GetMapping("/versions/{version}")
    ResponseEntity<String> version(@PathVariable String version) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(texts.text(version));
    }

    /** Unified, with three lines around each change; empty when the versions say the same. */
    @GetMapping("/diff")
    ResponseEntity<String> diff(@RequestParam String from, @RequestParam String to) {
        String body = String.join("\n", texts.changes(from, to));
        return ResponseEntity.ok().contentType(DIFF).body(body.isEmpty() ? "" : body + "\n");
    }

    /** The files of the bundle. */
    record Files(List<Drafting.BundleFile> files) {}

    @GetMapping("/files")
    Files files() {
        return new Files(texts.files());
    }
}

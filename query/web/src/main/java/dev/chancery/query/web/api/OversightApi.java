package dev.chancery.query.web.api;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.OutcomeComparison;
import dev.chancery.query.contracts.OversightView;
import dev.chancery.query.contracts.RegistryQuery.FindOversight;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** How people oversee, and what they did themselves while outputs were withheld in the shadow. */
@RestController
@RequestMapping("/api")
final class OversightApi {

    private static final int MAX_LINES = 1_000;
    private static final int MAX_BYTES = 4 << 20;

    private final Desk desk;
    private final JsonMapper json;

    OversightApi(Desk desk, JsonMapper json) {
        this.desk = desk;
        this.json = json;
    }

    @GetMapping("/oversight")
    OversightView oversight() {
        return desk.ask(new FindOversight());
    }

    /** What a person did. */
    record Outcome(@Nullable String outcome) {}

    /** How it compares with the withheld output. */
    record Compared(String task, String measure, boolean equal, double similarity, boolean agrees) {}

    @PostMapping("/tasks/{id}/human-outcome")
    Compared compare(@PathVariable String id, @RequestBody Outcome body, Principal by) {
        OutcomeComparison found = desk.compare(new TaskId(id), body.outcome(), by.getName());
        return new Compared(id, found.measure(), found.equal(), found.similarity(), found.agrees());
    }

    /** A case to seed: what a reviewer should do, and why. */
    record NewCase(
            @Nullable String task,
            @Nullable String right,
            @Nullable String reason) {}

    /** The case as it was seeded. */
    record Seeded(String task, String right) {}

    @PostMapping("/calibration")
    @ResponseStatus(HttpStatus.CREATED)
    Seeded seed(@RequestBody NewCase body, Principal by) {
        if (body.task() == null) {
            throw Problem.invalid("Give 'task', the id of one that waits in the review queue.");
        }
        String right = body.right() == null ? "" : body.right().toLowerCase(Locale.ROOT);
        desk.seed(
                new TaskId(body.task()),
                switch (right) {
                    case "approve" -> Finding.RIGHT;
                    case "edit" -> Finding.OTHERWISE;
                    case "reject" -> Finding.WRONG;
                    default -> null;
                },
                body.reason(),
                by.getName());
        return new Seeded(body.task(), right);
    }

    /** A line of an import. */
    record OutcomeLine(@Nullable String task, @Nullable String outcome) {}

    /** A line that was not taken in, and why. */
    record Left(int line, @Nullable String task, String problem) {}

    /** What came of an import; lines stand by themselves, so those before a bad one are kept. */
    record Imported(int recorded, int agreed, List<Left> left) {}

    /** Lines of JSON, {@code {"task": …, "outcome": …}} each; at most {@value #MAX_LINES}, and 4 MB in all. */
    @PostMapping("/human-outcomes")
    Imported compareAll(InputStream body, Principal by) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw Problem.invalid("An import has at most 4 MB. Send the rest in another.");
        }
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        if (lines.size() > MAX_LINES) {
            throw Problem.invalid("An import has at most " + MAX_LINES + " lines. Send the rest in another.");
        }
        int recorded = 0;
        int agreed = 0;
        List<Left> left = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            OutcomeLine line = new OutcomeLine(null, null);
            try {
                line = json.readValue(lines.get(i), OutcomeLine.class);
                if (line.task() == null) {
                    throw Problem.invalid("Give 'task', the id that the answer came with.");
                }
                agreed += desk.compare(new TaskId(line.task()), line.outcome(), by.getName())
                                .agrees()
                        ? 1
                        : 0;
                recorded++;
            } catch (JacksonException e) {
                left.add(new Left(i + 1, null, "This is no JSON object with 'task' and 'outcome'."));
            } catch (IllegalArgumentException e) {
                left.add(new Left(i + 1, line.task(), String.valueOf(e.getMessage())));
            } catch (ErrorResponseException e) {
                if (e.getStatusCode().is5xxServerError()) {
                    throw e;
                }
                left.add(new Left(i + 1, line.task(), String.valueOf(e.getBody().getDetail())));
            }
        }
        return new Imported(recorded, agreed, left);
    }
}

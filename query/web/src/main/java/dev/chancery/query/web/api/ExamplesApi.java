package dev.chancery.query.web.api;

import dev.chancery.contracts.TaskId;
import dev.chancery.contracts.WorkflowId;
import dev.chancery.query.contracts.ExamplesView;
import dev.chancery.query.contracts.ExamplesView.ExampleView;
import dev.chancery.query.contracts.TaskQuery.FindExamples;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.api.ExampleLine.Text;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Outputs of a workflow with what people made of them, to learn from. One task after the other is read, its disclosure recorded, and
 * its line written, so that however many there are, one is in memory, and none leaves before the record says so.
 */
@RestController
@RequestMapping("/api/examples")
final class ExamplesApi {

    /** Most lines of one answer; the position of the last one leads to the next. */
    static final int MOST = 10_000;

    private static final String PURPOSE = "labelled examples";

    /** So many are asked for at a time. */
    private static final int PAGE = 50;

    private static final Logger LOG = LoggerFactory.getLogger(ExamplesApi.class);

    private final Desk desk;
    private final JsonMapper json;

    ExamplesApi(Desk desk, JsonMapper json) {
        this.desk = desk;
        this.json = json;
    }

    /** How the lines are written. */
    enum Format {
        /** A JSON object on each line. */
        JSONL("application/jsonl", "jsonl"),
        /** A table for spreadsheets. */
        CSV("text/csv;charset=UTF-8;header=present", "csv");

        private final String type;
        private final String ending;

        Format(String type, String ending) {
            this.type = type;
            this.ending = ending;
        }
    }

    @GetMapping
    void examples(
            @RequestParam String workflow,
            @RequestParam @Nullable LocalDate from,
            @RequestParam @Nullable LocalDate to,
            @RequestParam @Nullable Long after,
            @RequestParam(defaultValue = "1000") int limit,
            @RequestParam(defaultValue = "jsonl") Format format,
            Principal reader,
            HttpServletResponse response)
            throws IOException {
        if (limit < 1 || limit > MOST) {
            throw Problem.invalid("'limit' is 1 to " + MOST + ".");
        }
        if (from != null && to != null && from.isAfter(to)) {
            throw Problem.invalid("'from' is a day after 'to'.");
        }
        WorkflowId of = new WorkflowId(workflow);
        ExamplesView page = desk.ask(new FindExamples(of, from, to, after, Math.min(limit, PAGE)));
        response.setHeader(HttpHeaders.CONTENT_TYPE, format.type);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename("examples-" + workflow.replaceAll("[^A-Za-z0-9._-]", "_") + "." + format.ending)
                        .build()
                        .toString());
        Long last = after;
        try {
            OutputStream out = response.getOutputStream();
            int left = limit;
            if (format == Format.CSV) {
                write(out, ExampleLine.CSV_HEADER);
            }
            while (true) {
                for (ExampleView example : page.examples()) {
                    write(out, line(example, format, reader.getName()));
                    last = example.position();
                }
                left -= PAGE;
                if (page.next() == null || left <= 0) {
                    return;
                }
                page = desk.ask(new FindExamples(of, from, to, page.next(), Math.min(left, PAGE)));
            }
        } catch (RuntimeException e) {
            broken(e, format, last, response);
        }
    }

    private String line(ExampleView example, Format format, String reader) {
        ExampleLine line = ExampleLine.of(example, disclose(example, reader));
        return format == Format.CSV ? line.csv() : json.writeValueAsString(line) + "\n";
    }

    /** What was erased is not shown, so that it was is not recorded. */
    private Map<String, Text> disclose(ExampleView example, String reader) {
        Map<String, Text> texts = new HashMap<>();
        List<String> kept = new ArrayList<>();
        Stream.of(example.request(), example.output(), example.corrected()).forEach(id -> {
            if (id != null) {
                Optional<Instant> erased = desk.erasedAt(id);
                erased.ifPresentOrElse(at -> texts.put(id, new Text(null, true, at)), () -> kept.add(id));
            }
        });
        if (!kept.isEmpty()) {
            List<Optional<String>> found = desk.disclose(new TaskId(example.task()), kept, reader, PURPOSE);
            for (int i = 0; i < kept.size(); i++) {
                Optional<String> text = found.get(i);
                texts.put(kept.get(i), new Text(text.orElse(null), text.isEmpty(), null));
            }
        }
        return texts;
    }

    /** As long as nothing has left, it is an error like any other; then the last line says that the answer is not whole. */
    private void broken(RuntimeException e, Format format, @Nullable Long last, HttpServletResponse response)
            throws IOException {
        if (!response.isCommitted()) {
            response.reset();
            throw e;
        }
        LOG.atWarn().setCause(e).log("Labelled examples could not be written to the end");
        String why = e instanceof ErrorResponseException problem
                ? String.valueOf(problem.getBody().getDetail())
                : "Something broke; the log says what.";
        String detail = "These are not all examples. " + why + " Go on with after=" + last + ".";
        OutputStream out = response.getOutputStream();
        write(
                out,
                format == Format.CSV
                        ? ExampleLine.incomplete(detail)
                        : json.writeValueAsString(
                                        Problem.detail(HttpStatus.INTERNAL_SERVER_ERROR, "incomplete", detail))
                                + "\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}

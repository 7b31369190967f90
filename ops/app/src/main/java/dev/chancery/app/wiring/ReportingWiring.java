package dev.chancery.app.wiring;

import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.decisions.policy.InvalidPolicy;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.Reporting;
import dev.chancery.reports.board.BoardReports;
import dev.chancery.reports.pack.PackOutline;
import dev.chancery.reports.pack.Packs;
import dev.chancery.reports.replay.ReplayApi;
import dev.chancery.reports.replay.WhatIfApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;

/** Where the console asks for what is handed out, with what the API looks at requests with. */
@Configuration(proxyBeanMethods = false)
class ReportingWiring {

    private static final int MOST_FAULTS = 100;

    @Bean
    Reporting reporting(Packs packs, BoardReports board, ReplayApi replays, WhatIfApi simulations) {
        return new Reporting() {
            @Override
            public Outline outline(String json, String asker) {
                PackOutline outline = told(() -> packs.outline(bytes(json), asker));
                return new Outline(
                        outline.from(),
                        outline.to(),
                        outline.first(),
                        outline.last(),
                        outline.scope(),
                        outline.contents(),
                        outline.periods());
            }

            @Override
            public String pack(String json, String asker) {
                return told(() -> packs.ask(bytes(json), asker));
            }

            @Override
            public String boardReport(String json, String asker) {
                return told(() -> board.ask(bytes(json), asker));
            }

            @Override
            public String thresholds(@Nullable String quarter) {
                return told(() -> board.thresholds(quarter));
            }

            @Override
            public void setThresholds(String json, String by) {
                told(() -> {
                    board.setThresholds(bytes(json), by);
                    return json;
                });
            }

            @Override
            public Optional<byte[]> boardFile(String export, String name, String reader) {
                return told(() -> {
                    try {
                        return board.file(export, name, reader);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }

            @Override
            public String whatIf(String json, String asker) {
                return told(() -> simulations.ask(bytes(json), asker))
                        .orElseThrow(() -> Problem.of(
                                HttpStatus.NOT_FOUND,
                                "no-such-draft",
                                "There is no draft of the policy of that id. The page Policy lists them."));
            }

            @Override
            public Optional<String> whatIf(String id) {
                return told(() -> {
                    try {
                        return simulations.told(id);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }

            @Override
            public String replay(String json, String asker) {
                return told(() -> replays.ask(bytes(json), asker));
            }

            @Override
            public Optional<String> replay(String id) {
                return replays.told(id);
            }

            @Override
            public String replays() {
                return replays.told();
            }

            @Override
            public boolean endReplay(String id) {
                return replays.end(id);
            }
        };
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static <R> R told(Supplier<R> work) {
        try {
            return work.get();
        } catch (InvalidPolicy e) {
            throw Problem.of(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "invalid-policy",
                            "The policy cannot come into force; 'errors' says what is wrong and where.")
                    .with("errors", e.faults().stream().limit(MOST_FAULTS).toList());
        } catch (NoSuchElementException e) {
            throw Problem.of(
                    HttpStatus.GONE,
                    "export-missing",
                    "The record has this report, but its file is not on this node. Ask for it again.");
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            throw Problem.conflict("not-now", String.valueOf(e.getMessage()));
        } catch (RejectedExecutionException e) {
            throw Problem.unavailable("too-many", "Too many wait to be made. Ask again when one of them is done.");
        } catch (RecordUnavailable e) {
            throw Problem.unavailable(
                    "audit-unavailable", "The record cannot be read or written now, so nothing was done. Try again.");
        }
    }
}

package dev.chancery.reports.board;

import dev.chancery.contracts.command.BoardCommand.SetBoardThresholds;
import dev.chancery.contracts.command.ExportCommand;
import dev.chancery.contracts.event.ExportEvent.ExportRequested;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.reports.issue.IssueStatus;
import dev.chancery.reports.issue.IssueStatus.State;
import dev.chancery.reports.issue.Issuing;
import dev.chancery.reports.issue.Work;
import dev.chancery.reports.schedule.ScheduledWorks;
import dev.chancery.reports.schedule.Timetable;
import dev.chancery.reports.signing.PdfSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Board reports, and what is agreed about them. Thread-safe. */
public final class BoardReports {

    /** So long a request waits for witnesses and time stamp. */
    private static final Duration ATTESTING = Duration.ofSeconds(5);

    private final EventLog log;
    private final Ledger ledger;
    private final Issuing issuing;
    private final PdfSigner signer;
    private final ControlStates.@Nullable Source controls;
    private final Consumer<SetBoardThresholds> recorder;
    private final UnaryOperator<String> sanitiser;
    private final Clock clock;

    /**
     * @param controls null where no read models are
     * @param recorder records thresholds, and returns once that is durable
     * @param sanitiser replaces personal data in what people type
     */
    public BoardReports(
            EventLog log,
            Ledger ledger,
            Issuing issuing,
            PdfSigner signer,
            ControlStates.@Nullable Source controls,
            Consumer<SetBoardThresholds> recorder,
            UnaryOperator<String> sanitiser,
            Clock clock) {
        this.log = log;
        this.ledger = ledger;
        this.issuing = issuing;
        this.signer = signer;
        this.controls = controls;
        this.recorder = recorder;
        this.sanitiser = sanitiser;
        this.clock = clock;
        issuing.reads(ExportKind.BOARD_REPORT, saved -> work(BoardOrder.reopened(saved)));
    }

    /** The reports that plans want: on the last quarter that was over, in the zone of the plan. */
    public ScheduledWorks.Maker scheduled() {
        return new ScheduledWorks.Maker() {
            @Override
            public Work work(SchedulePlan plan, Timetable timetable, Instant due, String actor) {
                BoardRequest request =
                        new BoardRequest(timetable.quarter(due), plan.when().zone(), false);
                return BoardReports.this.work(request.order(log, ledger.attested(ATTESTING), clock.instant()));
            }

            @Override
            public void check(SchedulePlan plan, String actor) {
                if (plan.scope() != null || plan.whole() || plan.figures() || plan.purpose() != null) {
                    throw new BadBoardRequest("A board report is on a whole quarter: leave 'scope', 'whole', 'figures'"
                            + " and 'purpose' out.");
                }
                BoardRequest.zone(plan.when().zone());
            }
        };
    }

    /**
     * Puts a report in the queue.
     *
     * @param json as {@code POST /api/board-reports} takes it
     * @return its id
     * @throws IllegalArgumentException with a sentence, when there is no such quarter
     */
    public String ask(byte[] json, String asker) {
        return request(BoardRequest.parse(json), asker).id();
    }

    /**
     * One of the files of a finished report, given out after the record has it.
     *
     * @param name as in its ZIP
     * @return empty when a report that was made by an earlier release has no such file
     * @throws IllegalStateException when the record does not say that it was finished
     * @throws java.util.NoSuchElementException when its file is not here
     */
    public Optional<byte[]> file(String id, String name, String reader) throws IOException {
        return BoardWork.file(give(id, reader), name);
    }

    /**
     * Thresholds as {@code GET /api/board-reports/thresholds} tells them, in JSON.
     *
     * @param quarter null for the current one
     */
    public String thresholds(@Nullable String quarter) {
        Quarter wanted = quarter == null ? current() : Quarter.parse(quarter);
        return JsonMapper.shared().writeValueAsString(BoardApi.ThresholdsView.of(wanted, thresholds(wanted)));
    }

    /**
     * Sets thresholds.
     *
     * @param json as {@code PUT /api/board-reports/thresholds} takes it
     * @throws IllegalArgumentException with a sentence, when it says nothing, or something that no report has
     */
    public void setThresholds(byte[] json, String by) {
        set(ThresholdsRequest.parse(json), by);
    }

    /**
     * Puts a report in the queue. Whoever asks for one that is being made is told of that one.
     *
     * @throws BadBoardRequest when there is no such quarter
     */
    synchronized BoardStatus request(BoardRequest request, String asker) {
        BoardOrder order = request.order(log, ledger.attested(ATTESTING), clock.instant());
        Optional<IssueStatus> same = issuing.list().stream()
                .filter(status -> status.state() == State.QUEUED || status.state() == State.RUNNING)
                .filter(status -> issuing.work(status.id())
                        .filter(work ->
                                work instanceof BoardWork board && board.order().isLike(order))
                        .isPresent())
                .findFirst();
        return BoardStatus.of(order.period(), same.orElseGet(() -> issuing.request(work(order), asker)));
    }

    private BoardWork work(BoardOrder order) {
        long size = Checkpoint.parse(order.checkpoint()).size();
        return new BoardWork(log, order, Thresholds.of(log, size, order.quarter(), order.from()), controls, signer);
    }

    /** Empty when there is no report of that id. */
    Optional<BoardStatus> status(String id) {
        Optional<IssueStatus> status = issuing.status(id);
        return status.isEmpty() ? Optional.empty() : period(id).map(period -> BoardStatus.of(period, status.get()));
    }

    /** Of a board's report; empty for whatever else was exported. */
    private Optional<String> period(String id) {
        List<StoredEvent> stream = log.readStream(ExportCommand.STREAM + id);
        return !stream.isEmpty()
                        && log.decode(stream.getFirst()).event() instanceof ExportRequested asked
                        && asked.kind() == ExportKind.BOARD_REPORT
                ? Optional.ofNullable(asked.period())
                : Optional.empty();
    }

    /**
     * Gives a finished report out, after the record has it.
     *
     * @throws IllegalStateException when the record does not say that it was finished
     */
    Path give(String id, String reader) {
        return issuing.give(id, reader);
    }

    /** Sets thresholds, unless they are set; those of a quarter that is over cannot be. */
    Thresholds set(ThresholdsRequest request, String by) {
        Instant now = clock.instant();
        Quarter current = Quarter.of(now, BoardOrder.UTC);
        Quarter from = request.quarter();
        if (from.compareTo(current) < 0) {
            throw new BadBoardRequest("The quarter " + from + " is over, and its thresholds stand. Give a 'from' of "
                    + current + " or later.");
        }
        recorder.accept(new SetBoardThresholds(from.toString(), request.checked(), sanitiser.apply(request.why()), by));
        return thresholds(from);
    }

    Thresholds thresholds(Quarter quarter) {
        return Thresholds.of(log, Long.MAX_VALUE, quarter, quarter.from(BoardOrder.UTC));
    }

    Quarter current() {
        return Quarter.of(clock.instant(), BoardOrder.UTC);
    }
}

package dev.chancery.folds.explanation;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.TaskEvent.AttemptFailed;
import dev.chancery.contracts.event.TaskEvent.DeliveryAbandoned;
import dev.chancery.contracts.event.TaskEvent.DeliveryFailed;
import dev.chancery.contracts.event.TaskEvent.HumanOutcomeRecorded;
import dev.chancery.contracts.event.TaskEvent.InferenceCompleted;
import dev.chancery.contracts.event.TaskEvent.JudgeVerdictRecorded;
import dev.chancery.contracts.event.TaskEvent.OutputApproved;
import dev.chancery.contracts.event.TaskEvent.OutputDelivered;
import dev.chancery.contracts.event.TaskEvent.OutputEdited;
import dev.chancery.contracts.event.TaskEvent.OutputHeld;
import dev.chancery.contracts.event.TaskEvent.OutputRejected;
import dev.chancery.contracts.event.TaskEvent.OutputReleased;
import dev.chancery.contracts.event.TaskEvent.OutputReviewed;
import dev.chancery.contracts.event.TaskEvent.OutputScreened;
import dev.chancery.contracts.event.TaskEvent.OutputShadowed;
import dev.chancery.contracts.event.TaskEvent.PersonalDataRedacted;
import dev.chancery.contracts.event.TaskEvent.ReviewTimed;
import dev.chancery.contracts.event.TaskEvent.RevisionDecided;
import dev.chancery.contracts.event.TaskEvent.RoutingDecided;
import dev.chancery.contracts.event.TaskEvent.TaskAbandoned;
import dev.chancery.contracts.event.TaskEvent.TaskClassified;
import dev.chancery.contracts.event.TaskEvent.TaskExplained;
import dev.chancery.contracts.event.TaskEvent.TaskFailed;
import dev.chancery.contracts.event.TaskEvent.TaskOpened;
import dev.chancery.contracts.event.TaskEvent.TaskRefused;
import dev.chancery.contracts.event.ToolEvent.ToolCallApproved;
import dev.chancery.contracts.event.ToolEvent.ToolCallAuthorized;
import dev.chancery.contracts.event.ToolEvent.ToolCallCompleted;
import dev.chancery.contracts.event.ToolEvent.ToolCallDenied;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.event.ToolEvent.ToolCallHeld;
import dev.chancery.contracts.event.ToolEvent.ToolCallRejected;
import dev.chancery.contracts.event.ToolEvent.ToolCallRequested;
import dev.chancery.contracts.event.ToolEvent.ToolResultApproved;
import dev.chancery.contracts.event.ToolEvent.ToolResultRejected;
import dev.chancery.contracts.event.ToolEvent.ToolResultScreened;
import dev.chancery.contracts.fact.AnnexEight;
import dev.chancery.contracts.fact.DimensionScore;
import dev.chancery.contracts.fact.Finding;
import dev.chancery.contracts.fact.Passage;
import dev.chancery.contracts.fact.Refusal;
import dev.chancery.contracts.fact.RiskClass;
import dev.chancery.contracts.fact.TaskKind;
import dev.chancery.contracts.fact.TypeCount;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.explanation.TaskExplanation.Role;
import dev.chancery.folds.explanation.TaskExplanation.Section;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells a task from its events and from the register. The same events and register give the same words. */
public final class Explaining {

    private static final int LONGEST = 600;

    /** Nothing that moves the text around it, or hides in it. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\s]+");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM uuuu 'at' HH:mm:ss", Locale.ENGLISH);

    private final List<Recorded> events;
    private final TaskOpened opened;
    private final List<AiSystem> systems;
    private final ZoneId zone;

    private Explaining(List<Recorded> events, TaskOpened opened, List<AiSystem> systems, ZoneId zone) {
        this.events = events;
        this.opened = opened;
        this.systems = systems;
        this.zone = zone;
    }

    /**
     * Explains a task.
     *
     * @param task its stream from the first event; explanations that were given are not told of
     * @param systems those of the register that the task's workflow or agent is a part of
     * @param zone to tell times in
     * @return empty when the stream is of no task, or of one that nobody asked for: a comparison by a judge
     */
    public static Optional<TaskExplanation> of(List<Recorded> task, List<AiSystem> systems, ZoneId zone) {
        List<Recorded> told = task.stream()
                .filter(recorded -> !(recorded.event() instanceof TaskExplained))
                .toList();
        return !told.isEmpty()
                        && told.getFirst().event() instanceof TaskOpened opened
                        && opened.kind() != TaskKind.COMPARISON
                ? Optional.of(new Explaining(told, opened, List.copyOf(systems), zone).explain())
                : Optional.empty();
    }

    private TaskExplanation explain() {
        Outcome outcome = outcome();
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("What this is about", about()));
        sections.add(new Section("What was decided, and by whom", outcome.sentences));
        sections.add(new Section("The main elements", elements()));
        sections.add(new Section("What this explanation does not say", unknown(outcome)));
        sections.add(new Section("Your rights, and whom to ask", rights()));
        return new TaskExplanation(
                "Explanation of an automated task",
                opened.task().value(),
                outcome.at,
                events.getLast().at(),
                zone.getId(),
                outcome.role,
                systems.stream().map(AiSystem::system).toList(),
                risk(),
                sections);
    }

    private <E extends Event> Optional<E> last(Class<E> type) {
        return events.stream()
                .map(Recorded::event)
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((first, second) -> second);
    }

    private <E extends Event> List<E> all(Class<E> type) {
        return events.stream()
                .map(Recorded::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private @Nullable RiskClass risk() {
        return systems.stream()
                .map(AiSystem::classified)
                .flatMap(classified -> classified == null
                        ? Stream.<RiskClass>of()
                        : Stream.of(classified.verdict().risk()))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private List<String> about() {
        List<String> said = new ArrayList<>();
        said.add("This is about the task " + opened.task() + ", which was asked for on "
                + time(events.getFirst().at()) + ".");
        said.add(
                opened.kind() == TaskKind.TOOL_CALL
                        ? "A program, the agent " + opened.agent() + ", asked to use a tool, for the purpose "
                                + opened.workflow() + "."
                        : "A program, the agent " + opened.agent() + ", asked an AI system for a text, for the purpose "
                                + opened.workflow() + ".");
        if (systems.isEmpty()) {
            said.add("No AI system is registered for this purpose, so what it is meant for is not said here.");
        }
        for (AiSystem system : systems) {
            said.add("The AI system is registered as "
                    + quoted(system.description().name()) + ". It is meant for: "
                    + clean(system.description().purpose()));
        }
        said.add(
                opened.subject() == null
                        ? "The task was not marked as being about a certain person."
                        : "The task was marked as being about a certain person, under a pseudonym.");
        return said;
    }

    /** What came of it, the last that counts. */
    private record Outcome(Role role, @Nullable Instant at, List<String> sentences) {}

    private Outcome outcome() {
        Role role = Role.NO_OUTCOME;
        Instant at = null;
        boolean shown = false;
        List<String> said = new ArrayList<>();
        for (Recorded recorded : events) {
            if (recorded.event() instanceof ReviewTimed timed) {
                shown = timed.shown() != null;
            }
            Said next = said(recorded, role, shown);
            if (next != null) {
                said.add(next.sentence);
                role = next.role;
                at = next.decides ? recorded.at() : at;
            }
        }
        if (said.isEmpty()) {
            said.add("It has come to nothing yet: the task is under way, or its end is not on record.");
        }
        return new Outcome(role, at, said);
    }

    /** @param decides whether it is when the task came to what it is */
    private record Said(Role role, boolean decides, String sentence) {}

    /** @param shown whether it is on record that who decided last was shown the output */
    private @Nullable Said said(Recorded recorded, Role before, boolean shown) {
        String on = "On " + time(recorded.at()) + " ";
        return switch (recorded.event()) {
            case TaskRefused e ->
                new Said(
                        Role.NONE_REFUSED,
                        true,
                        on + "the request was refused by a rule, without a person and before any AI model was asked. "
                                + why(e.refusal()));
            case OutputReleased e ->
                new Said(
                        Role.BY_ITSELF,
                        true,
                        on
                                + "the output of the AI system was released to the program that had asked. No person looked at it before"
                                + " that. The purpose stood at the stage \"autonomous\", at which outputs are delivered within"
                                + " set limits.");
            case OutputHeld e -> new Said(Role.WAITS_FOR_A_PERSON, false, on + "the output was held. " + why(e));
            case OutputShadowed e ->
                new Said(
                        Role.OBSERVING,
                        true,
                        on
                                + "the output was kept for comparison and handed to nobody. The purpose stood at the stage \"shadow\", at"
                                + " which an AI system is only tried; whatever was decided was decided without it.");
            case OutputApproved e ->
                new Said(
                        Role.ADVISORY,
                        true,
                        on + "a person released the output unchanged, and gave a reason, which is on record."
                                + (shown
                                        ? " The person was shown the output before."
                                        : " That the output was shown to the person before is not on record."));
            case OutputEdited e ->
                new Said(
                        Role.ADVISORY,
                        true,
                        on
                                + "a person put another text in the place of the output, and gave a reason, which is on record. What was"
                                + " released is the person's text.");
            case OutputRejected e ->
                new Said(
                        Role.ADVISORY,
                        true,
                        on
                                + "a person rejected the output, and gave a reason, which is on record. It was not delivered.");
            case OutputReviewed e ->
                new Said(
                        before,
                        false,
                        on + "a person judged the output, after it had been released, and found "
                                + found(e.finding()) + "."
                                + (shown ? "" : " That the output was shown to the person before is not on record."));
            case HumanOutcomeRecorded e ->
                new Said(
                        before,
                        false,
                        on
                                + "it was recorded what a person had done himself in the same matter. Compared with that, the output "
                                + (e.comparison().agrees() ? "agrees." : "does not agree."));
            case TaskFailed e ->
                new Said(
                        Role.NO_OUTCOME,
                        true,
                        on
                                + "the task ended without an output: no AI model had answered by then, because the calls failed or were"
                                + " stopped.");
            case OutputDelivered e ->
                all(DeliveryFailed.class).isEmpty()
                                && all(DeliveryAbandoned.class).isEmpty()
                        ? null
                        : new Said(before, false, on + output() + " was handed over as a whole.");
            case DeliveryFailed e ->
                new Said(
                        before,
                        false,
                        on
                                + output()
                                + (e.bytes() != null && e.bytes() == 0
                                        ? " could not be handed over: nothing of it was."
                                        : " could not be handed over as a whole: at most a part of it was."));
            case DeliveryAbandoned e ->
                new Said(
                        before,
                        false,
                        on + "it was recorded that how much of " + output()
                                + " was handed over, if any, is not known.");
            case TaskAbandoned e ->
                new Said(
                        Role.NO_OUTCOME,
                        true,
                        on
                                + "the task was closed as abandoned: its end was never recorded, so whether an output came of it is"
                                + " not known.");
            case ToolCallAuthorized e ->
                new Said(
                        Role.ACTED,
                        true,
                        on
                                + "a rule permitted the use of the tool, without a person. The program was granted it beforehand.");
            case ToolCallHeld e ->
                new Said(
                        Role.WAITS_FOR_A_PERSON,
                        false,
                        on + "the use of the tool was held, because a person decides about each such use.");
            case ToolCallApproved e ->
                new Said(Role.ADVISORY, true, on + "a person permitted the use of the tool, and gave a reason.");
            case ToolCallRejected e ->
                new Said(
                        Role.ADVISORY,
                        true,
                        on + "a person did not permit the use of the tool, and gave a reason. It was not used.");
            case ToolCallDenied e ->
                new Said(
                        Role.NONE_REFUSED,
                        true,
                        on + "a rule did not permit the use of the tool, without a person. " + why(e.refusal()));
            case ToolCallCompleted e ->
                new Said(
                        before,
                        false,
                        on
                                + (e.error()
                                        ? "the tool was used and reported an error."
                                        : "the tool was used and answered."));
            case ToolCallFailed e -> new Said(before, false, on + "the tool did not answer.");
            case ToolResultScreened e -> screened(e, before, on);
            case ToolResultApproved e ->
                new Said(before, false, on + "a person let the program have the answer of the tool.");
            case ToolResultRejected e ->
                new Said(before, false, on + "a person withheld the answer of the tool from the program.");
            default -> null;
        };
    }

    /** What is handed over in the end. */
    private String output() {
        return opened.kind() == TaskKind.TOOL_CALL ? "the answer of the tool" : "the output";
    }

    private static @Nullable Said screened(ToolResultScreened e, Role before, String on) {
        if (e.passage() == Passage.HELD) {
            return new Said(
                    before,
                    false,
                    on + "the answer of the tool was held for a person, since something in it looked unsafe.");
        }
        return e.passage() == Passage.REFUSED
                ? new Said(
                        before,
                        false,
                        on
                                + "the answer of the tool was withheld from the program by a rule, since something in it looked unsafe.")
                : null;
    }

    /** In words of its own: what protects the system, as limits and switches, is not told. */
    private static String why(Refusal refusal) {
        return "The reason: "
                + switch (refusal) {
                    case Refusal.BudgetExceeded e -> "a limit of spending was reached. It has nothing to do with you.";
                    case Refusal.RestrictedData e ->
                        "the request held data of a kind that may only be used within the organisation ("
                                + kinds(e.types().stream().toList()) + "), and no AI model there may be used for it.";
                    case Refusal.NoPermittedModel e -> "no AI model is permitted for such a request.";
                    case Refusal.InputRejected e -> "the request held something that the rules do not accept.";
                    case Refusal.KillSwitchIsPulled e -> "a person had stopped this use of AI at the time.";
                    case Refusal.AgentIsSuspended e -> "the program was suspended at the time.";
                    case Refusal.ToolNotGranted e -> "the program may not use this tool in this way.";
                    case Refusal.ToolHasChanged e -> "the tool had changed and nobody had looked at the change yet.";
                    case Refusal.ToolRateExceeded e ->
                        "the program had used the tool as often as it may for that time.";
                    case Refusal.LoopDetected e -> "the program asked for the same over and over.";
                };
    }

    private static String why(OutputHeld held) {
        return switch (held.reason()) {
            case GATE ->
                "The purpose stood at the stage \"human in the loop\", at which a person decides about every output. Until then it"
                        + " has no effect.";
            case VERDICT ->
                "It did not pass the check of its quality, so a person decides. Until then it has no effect.";
            case PERSONAL_DATA ->
                "It held personal data that the request did not, so a person decides. Until then it has no effect.";
            case STOPPED ->
                "This use of AI was stopped while the output was made, so a person decides. Until then it has no effect.";
            case TOOL_CALL, TOOL_RESULT -> "A person decides. Until then it has no effect.";
        };
    }

    private static String found(Finding finding) {
        return switch (finding) {
            case RIGHT -> "it right";
            case OTHERWISE -> "that another text would have been right, which is on record";
            case WRONG -> "it wrong";
        };
    }

    private List<String> elements() {
        List<String> said = new ArrayList<>();
        last(PersonalDataRedacted.class)
                .ifPresentOrElse(
                        e -> said.add(
                                e.facts().found().isEmpty()
                                        ? "Personal data: none was recognised in the request."
                                        : "Personal data: "
                                                + kinds(e.facts().found().stream()
                                                        .map(TypeCount::type)
                                                        .toList())
                                                + " were recognised in the request. Each was replaced by a placeholder before anything"
                                                + " was kept"
                                                + (opened.kind() == TaskKind.TOOL_CALL
                                                        ? "."
                                                        : ", and before an AI model saw it.")),
                        () -> said.add("Personal data: that the request was looked through for any is not on record."));
        last(TaskClassified.class)
                .ifPresent(e -> said.add("Kind of task: a program put the request into the class "
                        + quoted(e.classification().label()) + "."));
        last(ToolCallRequested.class).ifPresent(e -> said.add("Tool: " + quoted(e.server() + "/" + e.tool()) + "."));
        List<InferenceCompleted> answers = all(InferenceCompleted.class);
        if (!answers.isEmpty()) {
            InferenceCompleted e = answers.getLast();
            said.add("AI model: " + quoted(e.deployment()) + ", as its provider calls this version: "
                    + quoted(e.modelVersion()) + ".");
        } else if (opened.kind() == TaskKind.INFERENCE) {
            said.add("AI model: none answered.");
        }
        last(RoutingDecided.class)
                .ifPresent(e -> said.add(
                        "Choice of the model: by rules about the purpose, how sensitive the request is, and cost; "
                                + e.candidates().size() + " of "
                                + (e.candidates().size() + e.rejections().size()) + " models were permitted."));
        List<AttemptFailed> failures = all(AttemptFailed.class);
        if (!failures.isEmpty()) {
            said.add(
                    failures.size() == 1
                            ? "One call of a model failed."
                            : failures.size() + " calls of models failed.");
        }
        if (!all(RevisionDecided.class).isEmpty()) {
            said.add("Revision: the first output did not pass the check of its quality, so it was written anew.");
        }
        last(OutputScreened.class)
                .ifPresent(e -> said.add(
                        e.screening().personalData().isEmpty()
                                ? "Screening: the output was looked through, and no personal data was recognised that the request did"
                                        + " not hold."
                                : "Screening: in the output, personal data was recognised that the request did not hold ("
                                        + kinds(e.screening().personalData().stream()
                                                .map(TypeCount::type)
                                                .toList())
                                        + "), and replaced by placeholders."));
        last(JudgeVerdictRecorded.class).ifPresent(e -> said.add(verdict(e)));
        said.add(change());
        return said;
    }

    private static String verdict(JudgeVerdictRecorded e) {
        List<String> failed = e.scores().stream()
                .filter(score -> !score.passed())
                .map(DimensionScore::dimension)
                .map(Explaining::quoted)
                .toList();
        if (e.judgement() != null && e.judgement().failure() != null) {
            return "Check of quality: it could not be made, which counts as not passed.";
        }
        return "Check of quality: held against a list of criteria, the output "
                + (e.passed() ? "passed" : "did not pass")
                + (failed.isEmpty() ? "." : "; it fell short in " + String.join(", ", failed) + ".");
    }

    private String change() {
        if (last(OutputEdited.class).isPresent()) {
            return "What was changed: a person replaced the whole text of the output.";
        }
        boolean replaced = last(OutputScreened.class)
                .filter(e -> !e.screening().personalData().isEmpty())
                .isPresent();
        if (last(OutputApproved.class).isPresent()) {
            return replaced
                    ? "What was changed: personal data was replaced by placeholders; the person released the rest as it was."
                    : "What was changed: nothing; the person released it as it was.";
        }
        return last(InferenceCompleted.class).isPresent()
                        && last(OutputReleased.class).isPresent()
                ? "What was changed: "
                        + (replaced
                                ? "personal data was replaced by placeholders in what is kept; the"
                                : "nothing, but that the")
                        + " values behind placeholders are put back for who had asked."
                : "What was changed: nothing was delivered that a person could have changed.";
    }

    private List<String> unknown(Outcome outcome) {
        List<String> said = new ArrayList<>();
        said.add(
                "What was asked and answered is not repeated here: it is kept with placeholders, as long as the rules of retention and"
                        + " erasure let it be. This explanation follows from what was recorded of the task, and is the same without the texts.");
        if (last(InferenceCompleted.class).isPresent()) {
            said.add(
                    "Why the model wrote what it wrote cannot be known from outside of it. What is told here is what was asked of it by"
                            + " kind, which model it was, what was checked and what people did.");
        }
        if (outcome.role == Role.BY_ITSELF || outcome.role == Role.ADVISORY || outcome.role == Role.ACTED) {
            said.add(
                    "What was done afterwards, by the program or by people outside of this record, is not known here. Whether anything was"
                            + " decided about you because of it, whoever answers for the purpose can say.");
        }
        said.add(
                "Who the people were that decided is on record and is not told here; nor are limits and rules that protect the system.");
        return said;
    }

    private List<String> rights() {
        List<String> said = new ArrayList<>();
        RiskClass risk = risk();
        said.add(
                risk == RiskClass.HIGH_RISK
                        ? "The AI system is registered as high-risk. A person about whom a decision was taken on the basis of the output of a"
                                + " high-risk AI system of Annex III (but for its point 2), which has legal effects or affects him similarly"
                                + " and significantly, may ask whoever uses it for clear and meaningful explanations of the role of the AI"
                                + " system and of the main elements of the decision: Art. 86 of Regulation (EU) 2024/1689."
                        : "Art. 86 of Regulation (EU) 2024/1689 gives a right to an explanation of decisions on the basis of high-risk AI"
                                + " systems of Annex III. "
                                + (risk == null
                                        ? "For this task no class is registered, so whether that applies is not known here."
                                        : "The AI system is registered in the class \""
                                                + risk.name()
                                                        .toLowerCase(Locale.ROOT)
                                                        .replace('_', ' ')
                                                + "\", which is another; this explanation is given all the same."));
        said.add(
                "You may also ask what personal data is held about you and how automated decisions come about (Art. 15 and 22 of Regulation"
                        + " (EU) 2016/679), and complain to a market surveillance authority (Art. 85 of Regulation (EU) 2024/1689) or to a data"
                        + " protection authority.");
        if (systems.isEmpty()) {
            said.add(
                    "Nobody is registered as answering for this purpose. Ask the organisation from which you have this explanation.");
        }
        for (AiSystem system : systems) {
            said.add("For " + quoted(system.description().name()) + ", this person or unit answers: "
                    + clean(system.description().owner()) + ". It is provided by: "
                    + clean(system.description().provider()) + ".");
            Optional<String> contact = system.registration().stream()
                    .filter(field ->
                            field.section() == AnnexEight.C && field.point().equals("1"))
                    .reduce((first, second) -> second)
                    .map(field -> clean(field.text()));
            said.add(contact.map(text -> "As its deployer is registered: " + text)
                    .orElse("No further contact of a deployer is registered (Annex VIII, section C, point 1)."));
        }
        return said;
    }

    private static String kinds(List<String> types) {
        return String.join(", ", types.stream().map(Explaining::kind).distinct().toList());
    }

    private static String kind(String type) {
        return switch (type) {
            case "EMAIL_ADDRESS" -> "e-mail addresses";
            case "PERSON" -> "names of persons";
            case "PHONE_NUMBER" -> "telephone numbers";
            case "IBAN_CODE" -> "bank account numbers";
            case "CREDIT_CARD" -> "numbers of payment cards";
            case "IP_ADDRESS" -> "IP addresses";
            case "LOCATION" -> "places";
            case "DATE_TIME" -> "dates";
            case "DATE_OF_BIRTH" -> "dates of birth";
            case "URL" -> "web addresses";
            default ->
                "data of the kind " + quoted(type.toLowerCase(Locale.ROOT).replace('_', ' '));
        };
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(zone)) + " (" + zone.getId() + ")";
    }

    private static String quoted(String text) {
        return "\"" + clean(text) + "\"";
    }

    private static String clean(String text) {
        String seen = UNSEEN.matcher(text).replaceAll(" ").strip();
        return seen.length() <= LONGEST ? seen : seen.substring(0, LONGEST) + "…";
    }
}

package dev.chancery.folds.explanation;

import dev.chancery.contracts.fact.RiskClass;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person concerned is told of a task: Art. 86 of Regulation (EU) 2024/1689. It repeats no text that was asked or answered, names no
 * person, and tells no rule that protects the system.
 *
 * @param task its id
 * @param decided when it came to what it is, null while it is under way
 * @param upTo instant of the last event that it tells of
 * @param zone in which times are told, as {@code Europe/Madrid}
 * @param role of the AI system in what was decided
 * @param systems ids of the registered systems that the task belongs to
 * @param sections in the order in which they are read
 */
public record TaskExplanation(
        String title,
        String task,
        @Nullable Instant decided,
        Instant upTo,
        String zone,
        Role role,
        List<String> systems,
        @Nullable RiskClass risk,
        List<Section> sections) {

    public TaskExplanation {
        systems = List.copyOf(systems);
        sections = List.copyOf(sections);
    }

    /** What part the system had. */
    public enum Role {
        /** No model was asked: a rule said no. */
        NONE_REFUSED,
        /** Its output was delivered and no person looked at it before. */
        BY_ITSELF,
        /** Its output, or its act, waits for a person. */
        WAITS_FOR_A_PERSON,
        /** A person decided. Whether he was shown its output is told. */
        ADVISORY,
        /** Its output was kept for comparison and used for nothing. */
        OBSERVING,
        /** It did something with a tool, within what it is permitted. */
        ACTED,
        /** It came to nothing. */
        NO_OUTCOME
    }

    /** A heading and what is said under it, in sentences. */
    public record Section(String heading, List<String> sentences) {
        public Section {
            sentences = List.copyOf(sentences);
        }
    }

    /** As plain text, lines of any length. */
    public String text() {
        StringBuilder text = new StringBuilder(title).append("\n");
        for (Section section : sections) {
            text.append("\n").append(section.heading()).append("\n");
            section.sentences()
                    .forEach(sentence -> text.append("- ").append(sentence).append("\n"));
        }
        return text.toString();
    }
}

package dev.chancery.reports.print;

import java.time.ZonedDateTime;
import java.util.List;

/**
 * What is to be printed.
 *
 * @param title of the document, its first line and the name under which a reader's window shows it
 * @param subject what it is about, in a sentence
 * @param log which record it was made from: name, size and root of the tree, on every page
 * @param made up to when what it says was known, in the zone that is printed beside it; the time of signing is in the signature
 * @param seal who signs it and who vouches for that, as {@code SigningKey#statement} says; a sentence for a document that nobody signs
 * @param layout how much room it takes
 */
public record PrintDocument(
        String title,
        String subject,
        String log,
        ZonedDateTime made,
        String seal,
        List<Section> sections,
        List<Attachment> attachments,
        Layout layout) {

    static final int MOST_SECTIONS = 60;
    static final int MOST_BLOCKS = 400;
    static final int MOST_ATTACHMENTS = 16;

    public PrintDocument {
        sections = List.copyOf(sections);
        attachments = List.copyOf(attachments);
        if (title.isBlank() || subject.isBlank()) {
            throw new IllegalArgumentException("A document has a title and a subject");
        }
        if (sections.size() > MOST_SECTIONS) {
            throw new IllegalArgumentException("A document has at most " + MOST_SECTIONS + " sections");
        }
        if (sections.stream().mapToInt(s -> s.blocks().size()).sum() > MOST_BLOCKS) {
            throw new IllegalArgumentException("A document has at most " + MOST_BLOCKS + " blocks");
        }
        if (attachments.size() > MOST_ATTACHMENTS
                || attachments.stream().map(Attachment::name).distinct().count() < attachments.size()) {
            throw new IllegalArgumentException(
                    "A document has at most " + MOST_ATTACHMENTS + " attachments, each of another name");
        }
    }

    public PrintDocument(
            String title,
            String subject,
            String log,
            ZonedDateTime made,
            String seal,
            List<Section> sections,
            List<Attachment> attachments) {
        this(title, subject, log, made, seal, sections, attachments, Layout.WIDE);
    }

    /** How much room a document takes. */
    public enum Layout {
        /** It flows over as many pages as it needs. */
        WIDE,
        /** Small and close, so that a section can be made to fill a page. */
        COMPACT
    }

    /** A heading, which becomes a bookmark, and what is below it. */
    public record Section(String heading, boolean newPage, List<Block> blocks) {
        public Section {
            blocks = List.copyOf(blocks);
            if (heading.isBlank()) {
                throw new IllegalArgumentException("A section has a heading");
            }
        }

        public static Section of(String heading, Block... blocks) {
            return new Section(heading, false, List.of(blocks));
        }
    }
}

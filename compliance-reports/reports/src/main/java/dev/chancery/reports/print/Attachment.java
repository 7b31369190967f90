package dev.chancery.reports.print;

import java.util.Locale;

/**
 * A file inside the PDF.
 *
 * @param name of the file: letters, digits, dot, hyphen and underscore
 * @param mediaType as {@code application/json}
 * @param description what is in it, for who sees the list of attachments
 * @param relationship what it is to the document
 */
public record Attachment(String name, String mediaType, String description, Relationship relationship, byte[] content) {

    /** Bytes of one. */
    public static final int LARGEST = 8 * 1024 * 1024;

    public Attachment {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw new IllegalArgumentException("An attachment's name is of letters, digits, '.', '-' and '_': " + name);
        }
        if (!mediaType.matches("[a-z]+/[a-z0-9.+-]{1,80}")) {
            throw new IllegalArgumentException("No media type: " + mediaType);
        }
        if (content.length > LARGEST) {
            throw new IllegalArgumentException(name + " is larger than an attachment may be, " + LARGEST + " bytes");
        }
        content = content.clone();
    }

    /** ISO 19005-3, 6.8: {@code AFRelationship}. */
    public enum Relationship {
        /** What the document was made from. */
        SOURCE,
        /** Figures that a table or a chart of the document shows. */
        DATA,
        /** The same in another form. */
        ALTERNATIVE,
        /** More than the document shows. */
        SUPPLEMENT,
        UNSPECIFIED;

        String pdfName() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }
}

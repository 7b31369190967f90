package dev.chancery.contracts.log;

import dev.chancery.contracts.ContentId;

/** A content is there and cannot be opened: it was changed outside Chancery, or its key is lost. It was not erased. */
public final class ContentUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ContentUnreadable(ContentId content, String why) {
        super("Content " + content + " cannot be opened: " + why);
    }
}

package dev.chancery.reports.pack;

/**
 * A file in a pack that follows from its events.
 *
 * @param name its entry, such as {@code documents/register.json}
 * @param mediaType by IANA
 * @param title what it is, for people, in one line
 */
public record PackFile(String name, String mediaType, String title, byte[] content) {}

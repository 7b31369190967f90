package dev.chancery.reports.print;

/** How a figure stands against a threshold that was agreed beforehand. Printed as a word in a frame of its own, never as a colour alone. */
public enum State {
    GREEN,
    AMBER,
    RED,
    /** There is no threshold; nothing is printed. */
    NONE
}

package dev.chancery.contracts.fact;

/** What a person made of an output. */
public enum ExampleLabel {
    /** It was released as it was. */
    APPROVED,
    /** Another text was released in its place. */
    EDITED,
    /** It was withheld for good. */
    REJECTED,
    /** It had been delivered, and was right. */
    RIGHT,
    /** It had been delivered, and another text would have been right. */
    OTHERWISE,
    /** It had been delivered, and was wrong. */
    WRONG,
    /** It was withheld in the shadow, and what a person did himself agrees with it. */
    AGREES,
    /** It was withheld in the shadow, and what a person did himself differs from it. */
    DIFFERS
}

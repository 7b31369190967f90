package dev.chancery.query.web;

import java.util.function.UnaryOperator;

/** Replaces personal data in what a person typed; nothing that people write reaches the record without it. */
public interface Sanitiser extends UnaryOperator<String> {

    /**
     * The same for what a person typed in place of an output: its placeholders stay, and what is replaced anew gets none that stands
     * for something in the output.
     */
    String edited(String output);
}

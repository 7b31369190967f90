package dev.chancery.query.web.console;

import dev.chancery.query.web.Problem;
import dev.chancery.query.web.duties.DutyDesk.Declared;
import dev.chancery.query.web.duties.DutyDesk.Performed;
import org.jspecify.annotations.Nullable;

/** What the forms about duties hold. */
final class DutyForms {

    private DutyForms() {}

    static Performed performed(Typed typed) {
        return new Performed(typed.text("duty"), typed.text("what"), typed.text("reference"), typed.text("on"));
    }

    static Declared declared(Typed typed) {
        return new Declared(typed.text("metric"), share(typed.text("minimum")), typed.text("reference"));
    }

    private static @Nullable Double share(@Nullable String text) {
        try {
            return text == null ? null : Double.valueOf(text.replace(',', '.'));
        } catch (NumberFormatException e) {
            throw Problem.invalid("Give 'minimum' as a number.");
        }
    }
}

package dev.chancery.app.start;

import dev.chancery.contracts.CannotStart;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Has a start that cannot be end with the sentence that says why, in place of a hundred lines of stack. Found by {@code spring.factories}. */
final class CannotStartAnalyzer extends AbstractFailureAnalyzer<CannotStart> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, CannotStart cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}

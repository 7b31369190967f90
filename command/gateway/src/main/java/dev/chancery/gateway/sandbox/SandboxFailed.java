package dev.chancery.gateway.sandbox;

/** No sandbox could be made, and no program was started; the message says what to do. */
public final class SandboxFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    SandboxFailed(String message) {
        super(message);
    }

    SandboxFailed(String message, Throwable cause) {
        super(message, cause);
    }
}

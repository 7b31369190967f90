package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.log.Receipt;
import java.util.Map;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends commands and learns where their events came to lie. */
public final class Commands {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final CommandGateway gateway;

    public Commands(CommandGateway gateway) {
        this.gateway = gateway;
    }

    /**
     * Sends a command and returns once its events are durably committed.
     *
     * @param answer what the command is answered with
     * @param receipt gets the position of the last event
     * @throws dev.chancery.contracts.log.RecordUnavailable when the record cannot be written
     */
    public <R> R send(Command command, Class<R> answer, Receipt receipt) {
        return answer.cast(gateway.sendAndWait(new GenericCommandMessage<>(command, Map.of(Receipt.KEY, receipt))));
    }

    /** Sends a command whose answer and position nobody asks for. */
    public void send(Command command) {
        gateway.sendAndWait(command);
    }

    /** Sends a command that the request does not wait for: what it records can be told again later. */
    public void sendAside(Command command) {
        Thread.startVirtualThread(() -> {
            try {
                gateway.sendAndWait(command);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("command", command.getClass().getSimpleName())
                        .addKeyValue("target", command.target())
                        .setCause(e)
                        .log("A side remark could not be recorded");
            }
        });
    }
}

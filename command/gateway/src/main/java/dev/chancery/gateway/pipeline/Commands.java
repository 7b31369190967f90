package dev.chancery.gateway.pipeline;

import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.log.Nodes;
import dev.chancery.contracts.log.Receipt;
import dev.chancery.contracts.log.RecordUnavailable;
import java.util.Map;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.modelling.command.ConcurrencyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends commands and learns where their events came to lie. */
public final class Commands {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    /** A node that was overtaken knows more than before, so it is not for long. */
    private static final int ATTEMPTS = 20;

    private final CommandGateway gateway;

    public Commands(CommandGateway gateway) {
        this.gateway = gateway;
    }

    /**
     * Sends a command and returns once its events are durably committed. A decision that another node overtook is taken again.
     *
     * @param answer what the command is answered with
     * @param receipt gets the position of the last event
     * @throws dev.chancery.contracts.log.RecordUnavailable when the record cannot be written
     */
    public <R> R send(Command command, Class<R> answer, Receipt receipt) {
        for (int attempt = 1; ; attempt++) {
            try {
                return answer.cast(
                        gateway.sendAndWait(new GenericCommandMessage<>(command, Map.of(Receipt.KEY, receipt))));
            } catch (Nodes.Overtaken e) {
                if (attempt == ATTEMPTS) {
                    throw new RecordUnavailable("Other nodes were faster " + ATTEMPTS + " times", e);
                }
            }
        }
    }

    /**
     * Sends a command whose answer and position nobody asks for. Such a command may come twice, so one that met another on its
     * stream is sent again, and sees what that one did.
     */
    public void send(Command command) {
        try {
            gateway.sendAndWait(command);
        } catch (ConcurrencyException e) {
            LOG.atDebug()
                    .addKeyValue("target", command.target())
                    .setCause(e)
                    .log("Another command was faster; this one is sent again");
            gateway.sendAndWait(command);
        }
    }

    /** Sends a command that the request does not wait for: what it records can be told again later. */
    public void sendAside(Command command) {
        Thread.startVirtualThread(() -> {
            try {
                send(command);
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

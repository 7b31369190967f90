package dev.chancery.query.web.log;

import dev.chancery.contracts.command.LogCommand.RotateLogKey;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.LogAudit;
import dev.chancery.contracts.log.LogKeys;
import dev.chancery.contracts.log.LogStatus;
import dev.chancery.query.web.Desk;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What its operators do about the log: look how it stands, replace its key, have its tree computed again. */
@RestController
@RequestMapping("/api/log")
public class LogDesk {

    private final Ledger ledger;
    private final LogKeys keys;
    private final LogStatus.Source heads;
    private final LogAudit audit;
    private final Desk desk;

    public LogDesk(Ledger ledger, LogKeys keys, LogStatus.Source heads, LogAudit audit, Desk desk) {
        this.ledger = ledger;
        this.keys = keys;
        this.heads = heads;
        this.audit = audit;
        this.desk = desk;
    }

    /** How the log stands. */
    public record Standing(String key, int rotations, LogStatus heads, LogAudit.Status audit) {}

    @GetMapping("/status")
    public Standing standing() {
        return new Standing(ledger.verifierKey(), ledger.rotations().size(), heads.get(), audit.status());
    }

    /**
     * A replacement.
     *
     * @param key verifier key that signs from now on
     * @param rotation note that both keys signed
     */
    public record Replaced(String key, String rotation) {}

    @PostMapping("/keys")
    @ResponseStatus(HttpStatus.CREATED)
    public Replaced replace(Principal who) {
        String rotation = keys.rotate((from, to) -> desk.act(new RotateLogKey(from, to, who.getName())));
        return new Replaced(ledger.verifierKey(), rotation);
    }

    /**
     * Begins an audit.
     *
     * @param repair whether stored roots of subtrees, which are derived, are put right
     */
    @PostMapping("/audit")
    @ResponseStatus(HttpStatus.ACCEPTED)
    public LogAudit.Status audit(@RequestParam(defaultValue = "false") boolean repair) {
        return audit.start(repair);
    }

    @GetMapping("/audit")
    LogAudit.Status audited() {
        return audit.status();
    }
}

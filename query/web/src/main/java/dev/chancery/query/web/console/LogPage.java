package dev.chancery.query.web.console;

import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.LogAudit;
import dev.chancery.contracts.log.Witness;
import dev.chancery.query.web.log.LogDesk;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The page of the log: its head, who vouches for it, its keys, the last audit. */
@Controller
final class LogPage {

    private final Ledger ledger;
    private final LogDesk desk;
    private final ObjectProvider<Witness> witness;

    LogPage(Ledger ledger, LogDesk desk, ObjectProvider<Witness> witness) {
        this.ledger = ledger;
        this.desk = desk;
        this.witness = witness;
    }

    /** A replacement of the key, as its note's lines say it. */
    record Rotation(String size, String from, String to) {

        static Rotation of(String note) {
            List<String> lines = note.lines().toList();
            return new Rotation(lines.get(2), lines.get(3), lines.get(4));
        }
    }

    @GetMapping("/log")
    String log(Model page) {
        LogDesk.Standing standing = desk.standing();
        LogAudit.Status audit = standing.audit();
        page.addAttribute("key", standing.key());
        page.addAttribute("origin", standing.key().split("\\+", 2)[0]);
        page.addAttribute("heads", standing.heads());
        page.addAttribute("audit", audit);
        page.addAttribute("percent", audit.size() == 0 ? 0 : audit.position() * 100 / audit.size());
        page.addAttribute("checkpoint", ledger.checkpoint());
        page.addAttribute(
                "rotations", ledger.rotations().stream().map(Rotation::of).toList());
        Witness here = witness.getIfAvailable();
        page.addAttribute("witnessKey", here == null ? null : here.verifierKey());
        return "log";
    }

    @PostMapping("/log/audit")
    String audit() {
        desk.audit(false);
        return "redirect:/log";
    }
}

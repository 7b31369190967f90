package dev.chancery.query.web.console;

import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.LogAudit;
import dev.chancery.contracts.log.Witness;
import dev.chancery.query.web.log.EventDesk;
import dev.chancery.query.web.log.LogDesk;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page of the log: its head, who vouches for it, its keys, the last audit. */
@Controller
final class LogPage {

    private final Ledger ledger;
    private final LogDesk desk;
    private final EventDesk events;
    private final Clock clock = Clock.systemUTC();
    private final ObjectProvider<Witness> witness;

    LogPage(Ledger ledger, LogDesk desk, EventDesk events, ObjectProvider<Witness> witness) {
        this.ledger = ledger;
        this.desk = desk;
        this.events = events;
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
    String log(@RequestParam @Nullable Long verify, Model page) {
        LogDesk.Standing standing = desk.standing();
        LogAudit.Status audit = standing.audit();
        page.addAttribute("key", standing.key());
        page.addAttribute("origin", standing.key().split("\\+", 2)[0]);
        page.addAttribute("heads", standing.heads());
        page.addAttribute("audit", audit);
        page.addAttribute("percent", audit.size() == 0 ? 0 : audit.position() * 100 / audit.size());
        String checkpoint = ledger.checkpoint();
        page.addAttribute("checkpoint", checkpoint);
        page.addAttribute("root", checkpoint.lines().skip(2).findFirst().orElse(""));
        page.addAttribute("age", age(standing.heads().signedAt()));
        page.addAttribute("verify", verify == null ? Math.max(0, events.signed() - 1) : verify);
        page.addAttribute("now", verify != null);
        page.addAttribute(
                "rotations", ledger.rotations().stream().map(Rotation::of).toList());
        Witness here = witness.getIfAvailable();
        page.addAttribute("witnessKey", here == null ? null : here.verifierKey());
        return "log";
    }

    /** For people: so long that one need not look at a clock. */
    private String age(Instant at) {
        long seconds = Math.max(0, Duration.between(at, clock.instant()).toSeconds());
        return seconds < 120
                ? seconds + " s"
                : seconds < 7_200
                        ? seconds / 60 + " min"
                        : seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
    }

    @PostMapping("/log/audit")
    String audit() {
        desk.audit(false);
        return "redirect:/log#audit";
    }

    @PostMapping("/log/keys")
    String replaceKey(Principal person, Model page, HttpServletResponse response) {
        try {
            desk.replace(person);
            return "redirect:/log#keys";
        } catch (ErrorResponseException e) {
            Wrong.say(e, page, response);
            return log(null, page);
        }
    }

    /** Events in their order, or those of a stream. */
    @GetMapping("/log/events")
    String events(
            @RequestParam(defaultValue = "0") long from,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(defaultValue = "") String stream,
            Model page) {
        EventDesk.EventsView found = events.events(from, limit, stream.isBlank() ? null : stream);
        page.addAttribute("found", found);
        page.addAttribute("from", from);
        page.addAttribute("limit", limit);
        page.addAttribute("stream", stream.strip());
        return "log-events";
    }

    /** An event as it is recorded, with its place in the tree. */
    @GetMapping("/log/events/{position}")
    String event(@PathVariable long position, Model page) {
        page.addAttribute("event", events.event(position));
        page.addAttribute("leaf", events.leaf(position));
        page.addAttribute("signed", events.signed());
        page.addAttribute("verify", position);
        page.addAttribute("now", false);
        return "log-event";
    }
}

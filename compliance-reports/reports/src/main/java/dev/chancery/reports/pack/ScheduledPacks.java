package dev.chancery.reports.pack;

import dev.chancery.contracts.fact.SchedulePlan;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.reports.issue.Work;
import dev.chancery.reports.schedule.ScheduledWorks;
import dev.chancery.reports.schedule.Timetable;
import dev.chancery.reports.schedule.Timetable.Period;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The packs that plans want: each is asked for as a person would. */
final class ScheduledPacks implements ScheduledWorks.Maker {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Of which figures are asked for when it is looked whether they can be. */
    private static final Period ANY = new Period(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(1)));

    private final EventLog log;
    private final Ledger ledger;
    private final PackWriter writer;
    private final Duration attesting;

    ScheduledPacks(EventLog log, Ledger ledger, PackWriter writer, Duration attesting) {
        this.log = log;
        this.ledger = ledger;
        this.writer = writer;
        this.attesting = attesting;
    }

    @Override
    public Work work(SchedulePlan plan, Timetable timetable, Instant due, String actor) {
        Period period = timetable.period(due);
        return new PackWork(
                order(request(plan, period, !plan.whole()), ledger.attested(attesting), actor, due), writer);
    }

    @Override
    public void check(SchedulePlan plan, String actor) {
        // Whether there are events in the periods to come is not known yet.
        order(request(plan, ANY, false), ledger.checkpoint(), actor, Instant.MAX);
    }

    private PackOrder order(PackRequest request, String checkpoint, String actor, Instant now) {
        return request.order(log, ledger, checkpoint, actor, now);
    }

    private static PackRequest request(SchedulePlan plan, Period period, boolean onlyThat) {
        ObjectNode json = MAPPER.createObjectNode();
        if (onlyThat) {
            json.put("from", period.from().toString());
            json.put("to", period.to().toString());
        }
        if (plan.scope() != null) {
            json.putObject("scope").put(plan.scope().kind(), plan.scope().id());
        }
        if (plan.purpose() != null) {
            json.put("contents", true);
            json.put("purpose", plan.purpose());
        }
        ArrayNode figures = json.putArray("figures");
        if (plan.figures()) {
            figures.addObject()
                    .put("from", period.from().toString())
                    .put("to", period.to().toString());
        }
        return PackRequest.parse(MAPPER.writeValueAsBytes(json));
    }
}

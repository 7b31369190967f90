package dev.chancery.app.wiring;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.LogStatus;
import dev.chancery.contracts.log.LogStatus.WitnessStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How old the newest head is, how many events wait for the next, and who vouches for it. */
final class LedgerMetrics implements MeterBinder {

    private final LogStatus.Source heads;
    private final EventLog log;

    LedgerMetrics(LogStatus.Source heads, EventLog log) {
        this.heads = heads;
        this.log = log;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "chancery.ledger.checkpoint.age",
                "seconds since the newest head was signed",
                s -> age(s.signedAt()));
        gauge(registry, "chancery.ledger.unsigned", "events that no head signs yet", s -> log.size() - s.size());
        gauge(
                registry,
                "chancery.ledger.uncosigned",
                "events that no cosigned head has; NaN without witnesses",
                s -> s.cosignedSize() == null ? Double.NaN : s.size() - s.cosignedSize());
        gauge(
                registry,
                "chancery.ledger.timestamp.age",
                "seconds since the newest timestamp",
                s -> age(s.timestampAt()));
        for (WitnessStatus witness : heads.get().witnesses()) {
            String name = witness.name();
            count(registry, "chancery.ledger.cosignatures", name, WitnessStatus::cosignatures);
            count(registry, "chancery.ledger.witness.failures", name, WitnessStatus::failures);
            Gauge.builder(
                            "chancery.ledger.witness.failing",
                            heads,
                            h -> witness(h, name).error() == null ? 0 : 1)
                    .description("1 when the witness's last answer was no cosignature; /api/log/status says why")
                    .tag("witness", name)
                    .register(registry);
        }
    }

    private void gauge(MeterRegistry registry, String name, String what, ToDoubleFunction<LogStatus> value) {
        Gauge.builder(name, heads, h -> value.applyAsDouble(h.get()))
                .description(what)
                .register(registry);
    }

    private void count(MeterRegistry registry, String name, String witness, ToDoubleFunction<WitnessStatus> value) {
        FunctionCounter.builder(name, heads, h -> value.applyAsDouble(witness(h, witness)))
                .tag("witness", witness)
                .register(registry);
    }

    private static WitnessStatus witness(LogStatus.Source heads, String name) {
        return heads.get().witnesses().stream()
                .filter(w -> w.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double age(@Nullable Instant since) {
        return since == null
                ? Double.NaN
                : Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }
}

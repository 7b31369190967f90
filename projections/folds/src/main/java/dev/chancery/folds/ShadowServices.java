package dev.chancery.folds;

import dev.chancery.contracts.event.ShadowAiEvent.ShadowAiImported;
import dev.chancery.contracts.fact.ServiceUse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** AI services that people used past the gateway, by the logs that were taken in. */
public final class ShadowServices implements Fold<Step, String, ShadowServices.Service> {

    /**
     * A service.
     *
     * @param requests in all logs; two logs of the same time count twice
     * @param users most distinct ones of one log, null when no log names any
     * @param first when it was used by the logs, or, when they have no times, first taken in
     * @param imports how many logs it is in
     * @param position of the last of them
     */
    public record Service(
            String service,
            String provider,
            long requests,
            @Nullable Long users,
            @Nullable Long bytes,
            Instant first,
            Instant last,
            int imports,
            long position) {}

    @Override
    public String name() {
        return "shadow-services";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<String> keys(Step step) {
        return step.recorded().event() instanceof ShadowAiImported e
                ? e.services().stream().map(ServiceUse::service).distinct().toList()
                : List.of();
    }

    @Override
    public Service apply(String key, @Nullable Service before, Step step) {
        ShadowAiImported imported = (ShadowAiImported) step.recorded().event();
        ServiceUse use = imported.services().stream()
                .filter(each -> each.service().equals(key))
                .findFirst()
                .orElseThrow();
        Instant first = use.first() == null ? step.recorded().at() : use.first();
        Instant last = use.last() == null ? step.recorded().at() : use.last();
        return before == null
                ? new Service(
                        key,
                        use.provider(),
                        use.requests(),
                        use.users(),
                        use.bytes(),
                        first,
                        last,
                        1,
                        step.recorded().position())
                : new Service(
                        key,
                        use.provider(),
                        before.requests() + use.requests(),
                        most(before.users(), use.users()),
                        sum(before.bytes(), use.bytes()),
                        first.isBefore(before.first()) ? first : before.first(),
                        last.isAfter(before.last()) ? last : before.last(),
                        before.imports() + 1,
                        step.recorded().position());
    }

    private static @Nullable Long most(@Nullable Long a, @Nullable Long b) {
        return a == null ? b : b == null ? a : (Long) Math.max(a, b);
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
        return a == null ? b : b == null ? a : (Long) (a + b);
    }
}

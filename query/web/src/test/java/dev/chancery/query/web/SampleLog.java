package dev.chancery.query.web;

import dev.chancery.contracts.event.PolicyEvent.PolicyActivated;
import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.query.contracts.PoliciesView;
import dev.chancery.query.contracts.PoliciesView.PolicyView;
import dev.chancery.query.contracts.PoliciesView.RejectedPolicyView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Three events, of which the first two are versions of the policy. */
final class SampleLog {

    static final String OLD = "aa".repeat(32);
    static final String NEW = "bb".repeat(32);

    private static final Instant AT = Instant.parse("2026-11-05T10:00:00Z");
    private static final List<String> DOCUMENTS =
            List.of("{\"gates\":{\"minimumReviewed\":30},\"note\":\"<b>\"}", "{\"gates\":{\"minimumReviewed\":40},\"note\":\"<b>\"}");

    private SampleLog() {}

    static PoliciesView policies() {
        return new PoliciesView(
                NEW,
                List.of(new PolicyView(NEW, AT.plusSeconds(60), 1, 1), new PolicyView(OLD, AT, 2, 0)),
                new RejectedPolicyView(AT.plusSeconds(90), 2, List.of(new PolicyError("policy.yaml", 12, "There is no model <x>."))));
    }

    static List<StoredEvent> events() {
        return IntStream.range(0, 3)
                .mapToObj(i -> new StoredEvent(
                        i,
                        "00000000-0000-4000-8000-00000000000" + i,
                        "policy",
                        i,
                        i < 2 ? "policy.activated" : "policy.rejected",
                        1,
                        AT.plusSeconds(60L * i),
                        bytes(i < 2 ? "{\"document\":" + DOCUMENTS.get(i) + "}" : "{\"errors\":[\"<script>\"]}"),
                        bytes(i == 1 ? "{\"actor\":\"grace\"}" : "{}")))
                .toList();
    }

    static Recorded decode(StoredEvent stored) {
        int i = (int) stored.position();
        return new Recorded(
                i,
                stored.id(),
                stored.stream(),
                i,
                stored.at(),
                new PolicyActivated(new PolicyVersion(i == 0 ? OLD : NEW), DOCUMENTS.get(i)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

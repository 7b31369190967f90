package dev.chancery.reports.pack;

import dev.chancery.contracts.command.ExportCommand.RequestExport;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.reports.issue.Work;
import dev.chancery.reports.pack.PackWriter.Contents;
import dev.chancery.verifier.check.Report;
import dev.chancery.verifier.check.Verification;
import dev.chancery.verifier.pack.AsicManifest;
import dev.chancery.verifier.pack.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A pack that is to be written, and then verified as whoever receives it would. */
final class PackWork implements Work {

    static final String EXTENSION = ".asice";

    private static final JsonMapper SAVED = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final PackOrder order;
    private final PackWriter writer;
    private volatile @Nullable Contents contents;

    PackWork(PackOrder order, PackWriter writer) {
        this.order = order;
        this.writer = writer;
    }

    PackOrder order() {
        return order;
    }

    /** What came of the texts; null until it is written, and when none were asked for. */
    @Nullable
    Contents contents() {
        return order.disclosure() == null ? null : contents;
    }

    /** The work of an order that was kept. */
    static PackWork reopened(String saved, PackWriter writer) {
        return new PackWork(SAVED.readValue(saved, PackOrder.class), writer);
    }

    @Override
    public String saved() {
        return SAVED.writeValueAsString(order);
    }

    @Override
    public RequestExport intent(String id, String actor) {
        PackRange range = order.range();
        Scope scope = range.scope();
        return new RequestExport(
                id,
                actor,
                scope == null ? null : scope.stream(),
                range.from(),
                range.to(),
                order.disclosure() != null,
                ExportKind.AUDIT_PACK,
                null);
    }

    @Override
    public String extension() {
        return EXTENSION;
    }

    @Override
    public String mediaType() {
        return AsicManifest.CONTAINER_TYPE;
    }

    @Override
    public long total() {
        return writer.steps(order.range());
    }

    @Override
    public Written write(Path target, LongConsumer progress) throws IOException {
        contents = writer.write(order, target, progress);
        Report report = Verification.verify(target);
        return new Written(report.verdict().name(), report.findings());
    }
}

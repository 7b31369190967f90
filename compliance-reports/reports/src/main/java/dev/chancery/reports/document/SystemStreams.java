package dev.chancery.reports.document;

import dev.chancery.contracts.command.LineageCommand;
import dev.chancery.contracts.fact.SystemPart;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.folds.AiSystems.AiSystem;
import dev.chancery.folds.dossier.Dossier;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** The dossier of one system, from the streams that concern it and its parts; what is in streams of incidents and tasks is not in it. */
final class SystemStreams {

    private SystemStreams() {}

    static Dossier of(String system, EventLog log) {
        Dossier first = dossier(List.of("system/" + system), log);
        AiSystem known = first.systems().get(system);
        if (known == null) {
            return first;
        }
        SequencedSet<String> streams = new LinkedHashSet<>(List.of(
                "system/" + system, "duty/" + system, "bias/system/" + system, LineageCommand.STREAM, "policy"));
        for (SystemPart part : known.description().parts()) {
            switch (part.kind()) {
                case WORKFLOW -> {
                    streams.add("workflow/" + part.id());
                    streams.add("bias/workflow/" + part.id());
                }
                case MODEL -> streams.add("model/" + part.id());
                case AGENT, TOOL_SERVER, HOST -> {}
            }
        }
        return dossier(List.copyOf(streams), log);
    }

    private static Dossier dossier(List<String> streams, EventLog log) {
        Dossier dossier = new Dossier();
        streams.stream()
                .flatMap(stream -> log.readStream(stream).stream())
                .map(log::decode)
                .sorted(Comparator.comparingLong(Recorded::position))
                .forEach(dossier::take);
        return dossier;
    }
}

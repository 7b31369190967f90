package dev.chancery.query.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Keeps what it was asked; whatever holds {@code bad} is refused. */
final class SampleReporting implements Reporting {

    static final String REPLAY = "55555555-0000-4000-8000-000000000005";

    final List<String> asked = new CopyOnWriteArrayList<>();

    private static String checked(String json) {
        if (json.contains("bad")) {
            throw Problem.invalid("'from' is behind 'to'. Exchange <them>.");
        }
        return json;
    }

    @Override
    public Outline outline(String json, String asker) {
        asked.add("outline " + checked(json));
        return new Outline(
                0,
                24_690,
                Instant.parse("2026-10-01T00:00:00Z"),
                Instant.parse("2026-11-29T09:00:00Z"),
                json.contains("scope") ? "workflow letters" : null,
                json.contains("contents"),
                1);
    }

    @Override
    public String pack(String json, String asker) {
        asked.add("pack " + checked(json) + " " + asker);
        return SampleExporting.RUNNING;
    }

    @Override
    public String boardReport(String json, String asker) {
        asked.add("board " + checked(json) + " " + asker);
        return SampleExporting.RUNNING;
    }

    @Override
    public String thresholds(@Nullable String quarter) {
        return """
                {"quarter":"2026-Q4","version":"2","from":"2026-Q4","by":"ada","at":"2026-09-12T10:00:00Z","position":17,
                 "reason":"agreed <by the board>","late":false,
                 "thresholds":[{"indicator":"clocks-missed","worse":"FROM","amber":"1","red":"1"},
                   {"indicator":"approved","worse":"BELOW","amber":"0.9","red":"0.8"}]}
                """;
    }

    @Override
    public void setThresholds(String json, String by) {
        asked.add("thresholds " + checked(json) + " " + by);
    }

    @Override
    public Optional<byte[]> boardFile(String export, String name, String reader) {
        asked.add("give " + export + " " + name + " to " + reader);
        return Optional.of("""
                {"format":1,"quarter":"2026-Q3","zone":"UTC","partial":false,"from":"2026-07-01T00:00:00Z","to":"2026-10-01T00:00:00Z",
                 "asked":"2026-10-02T06:00:00Z","origin":"example.org/log","size":12345,"currency":"USD",
                 "thresholds":"Colours by the thresholds of version 2.",
                 "keys":[{"indicator":"clocks-missed","label":"Reporting clocks missed","value":"1","state":"RED","remark":"up from 0",
                    "worse":"FROM","amber":"1","red":"1","figure":"12",
                    "quarters":[{"label":"2026-Q2","at":0.0,"text":"0"},{"label":"2026-Q3","at":1.0,"text":"1"}]},
                   {"indicator":"approved","label":"Approved as it was","value":"92.1 %","state":"GREEN","remark":"as before",
                    "worse":"BELOW","amber":"0.9","red":"0.8","figure":"44","quarters":[{"label":"2026-Q3","at":92.1,"text":"92.1 %"}]},
                   {"indicator":"return","label":"Return on what was paid","value":"none","state":"NONE","remark":"nothing of the kind on record",
                    "quarters":[{"label":"2026-Q3","text":"none"}]}],
                 "charts":[{"title":"Spend by quarter","points":[{"label":"2026-Q2","at":41.5,"text":"41.50 USD"},{"label":"2026-Q3","at":64.0,"text":"64.00 USD"}]}],
                 "decisions":[{"rule":"clock","what":"Report the incident <i-7>","why":"1 incident: its clock ran out","decides":"Compliance officer"}],
                 "known":"Then is the first report on it, export e-1: the first 9000 events of the log.",
                 "restated":[{"figure":"Spend","then":"41.00 USD","now":"41.50 USD","reason":"2 task.spend-settled (positions 9001–9002)"}]}
                """.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String whatIf(String json, String asker) {
        if (json.contains("unfit")) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-policy", "The policy cannot come into force.")
                    .with("errors", List.of("/gates: There is no such gate."));
        }
        asked.add("what-if " + checked(json) + " " + asker);
        return SampleExporting.RUNNING;
    }

    @Override
    public Optional<String> whatIf(String id) {
        return id.equals("none") ? Optional.empty() : Optional.of("""
                {"id":"%s","title":"Simulation","state":"READY","from":0,"to":900,"quarter":"2026-Q4","tried":"draft d-1 of ada","progress":1.0,
                 "findings":[],"download":"/api/what-ifs/x/download","result":{"simulation":true,"title":"Simulation","code":"1","policy":{"value":"ab"},"tasks":120,"affected":7,
                  "decisions":240,"decidedOtherwise":9,"was":{"DELIVERED":110,"REFUSED":10},"would":{"DELIVERED":103,"REFUSED":17},
                  "rerouted":[{"from":"cloud/a","to":"home/b","tasks":4}],"refused":[{"reason":"budget-exhausted","tasks":7}],"permitted":[],"held":[],
                  "heldNoLonger":[],"tools":[],"streams":0,"costs":[{"currency":"USD","compared":100,"was":{"amount":5000000,"currency":"USD"},
                  "would":{"amount":4250000,"currency":"USD"},"unknown":3,"wasOfUnknown":{"amount":1,"currency":"USD"}}],"openedBefore":0,"undecidable":0,
                  "decidedAgain":["Routing is decided again."],"approximations":["Budgets: approximate."]}}
                """.formatted(id));
    }

    @Override
    public String replay(String json, String asker) {
        asked.add("replay " + checked(json) + " " + asker);
        return REPLAY;
    }

    @Override
    public Optional<String> replay(String id) {
        return id.equals(REPLAY) ? Optional.of("""
                {"id":"%s","state":"DONE","asker":"ada","from":0,"to":900,"quarter":"2026-Q4","progress":1.0,"verdict":"DIFFERENT",
                 "decisionsPerSecond":5000,"result":{"code":"1","tasks":12,"decisions":40,"different":1,"byKind":{"routing":12},
                  "differences":[{"position":17,"stream":"task/t-1","decision":"routing","event":"task.routing-decided","instead":null,
                    "fields":[{"pointer":"/chosen","recorded":"cloud/a","recomputed":"home/<b>"}],"why":"The record says another deployment."}],
                  "openedBefore":1,"notDecided":{"decisions of people":3},"failed":0,"failures":[]}}
                """.formatted(REPLAY)) : Optional.empty();
    }

    @Override
    public String replays() {
        return "{\"replays\":[{\"id\":\"" + REPLAY
                + "\",\"state\":\"RUNNING\",\"asker\":\"ada\",\"from\":0,\"to\":900,\"quarter\":\"2026-Q4\",\"progress\":0.42,\"remainingSeconds\":3}]}";
    }

    @Override
    public boolean endReplay(String id) {
        asked.add("end " + id);
        return id.equals(REPLAY);
    }
}

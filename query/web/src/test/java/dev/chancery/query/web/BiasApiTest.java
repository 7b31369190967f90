package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.fact.BiasMetric;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BiasApiTest extends WebTest {

    private static final String COLUMNS = "&name=loans&workflow=card-support&outcome=decision&attributes=sex";

    private HttpResponse<String> upload(String parameters, String csv) throws Exception {
        return program()
                .send(program()
                        .request("/api/bias/datasets?" + parameters)
                        .header("Content-Type", "text/csv")
                        .POST(BodyPublishers.ofString(csv)));
    }

    @Test
    void takesInTheNamedColumnsAndNoOther() throws Exception {
        // when
        HttpResponse<String> taken = upload("use=u-1" + COLUMNS, "name,decision,sex\nAnn,granted,f\nBob,refused,\n");

        // then
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        BiasWork.Upload upload = journal.of(BiasWork.Upload.class).getFirst();
        assertThat(upload.rows().getFirst().values())
                .isEqualTo(new TreeMap<>(Map.of("outcome", "granted", "attribute.sex", "f")));
        assertThat(upload.toString()).doesNotContain("Ann");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name=loans&workflow=card-support&outcome=decision&attributes=sex | decision,sex\\na,f | 400 no-article-4a-record
            use=u-2&name=loans&workflow=card-support&outcome=decision&attributes=sex | decision,sex\\na,f | 400 no-article-4a-record
            use=u-1&name=loans&outcome=decision&attributes=sex | decision,sex\\na,f | 400 invalid-request
            use=u-1&name=loans&workflow=other&outcome=decision&attributes=sex | decision,sex\\na,f | 404 not-found
            use=u-1&name=loans&workflow=card-support&outcome=sex&attributes=sex | decision,sex\\na,f | 400 invalid-request
            use=u-1&name=loans&workflow=card-support&outcome=decision&attributes=age | decision,sex\\na,f | 400 bad-dataset
            use=u-1&name=loans&workflow=card-support&outcome=decision&attributes=sex | decision,sex | 400 bad-dataset
            use=u-1&name=loans&workflow=card-support&outcome=decision&attributes=sex | decision,sex\\n,f | 400 bad-dataset
            use=u-1&name=loans&workflow=card-support&outcome=decision&score=sex&attributes=age | decision,sex,age\\na,f,3 | 400 bad-dataset
            """)
    void saysWhatIsWrongWithADataSet(String parameters, String csv, String problem) throws Exception {
        assertThat(problem(upload(parameters, csv.replace("\\n", "\n")))).isEqualTo(problem);
        assertThat(journal.of(BiasWork.Upload.class)).isEmpty();
    }

    @Test
    void checksWhatTheDataSetAllows() throws Exception {
        // when
        HttpResponse<String> unlabelled = program()
                .send(
                        "POST",
                        "/api/bias/checks",
                        "{\"dataset\":\"d-1\",\"favourable\":[\"granted\"],\"attributes\":[{\"attribute\":\"sex\"}],"
                                + "\"metrics\":[\"EQUALISED_ODDS_RANGE\"]}");
        HttpResponse<String> nobodyPrivileged = program()
                .send(
                        "POST",
                        "/api/bias/checks",
                        "{\"dataset\":\"d-1\",\"favourable\":[\"granted\"],\"attributes\":[{\"attribute\":\"sex\"}],"
                                + "\"metrics\":[\"DISPARATE_IMPACT\"]}");
        HttpResponse<String> nothingFavourable = program()
                .send("POST", "/api/bias/checks", "{\"dataset\":\"d-1\",\"attributes\":[{\"attribute\":\"sex\"}]}");

        // then
        assertThat(List.of(problem(unlabelled), problem(nobodyPrivileged), problem(nothingFavourable)))
                .containsOnly("400 invalid-request");
        assertThat(journal.of(BiasWork.Check.class)).isEmpty();

        // when
        program()
                .send(
                        "POST",
                        "/api/bias/checks",
                        "{\"dataset\":\"d-1\",\"favourable\":[\"granted\"],\"attributes\":[{\"attribute\":\"sex\"}]}");

        // then
        assertThat(journal.of(BiasWork.Check.class).getFirst().metrics())
                .contains(BiasMetric.DEMOGRAPHIC_PARITY_DIFFERENCE)
                .doesNotContain(BiasMetric.EQUALISED_ODDS_RANGE, BiasMetric.SCORING_IMPACT_RATIO);
    }

    @Test
    void makesNoRecordWithoutTheSixConditions() throws Exception {
        HttpResponse<String> answer = program()
                .send(
                        "POST",
                        "/api/bias/uses",
                        "{\"use\":\"u-3\",\"purpose\":\"lending\",\"categories\":[\"sex\"],\"responsible\":\"risk\","
                                + "\"until\":\"2030-01-01T00:00:00Z\",\"conditions\":{\"otherDataInsufficient\":\"none is\"}}");
        assertThat(problem(answer)).isEqualTo("400 invalid-request");
        assertThat(answer.body()).contains("reuseLimits");
    }
}

package dev.chancery.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.models.Model;
import dev.chancery.app.process.AuditPack;
import dev.chancery.app.process.ChanceryProcess;
import dev.chancery.app.process.Sdk;
import dev.chancery.record.note.NoteSigner;
import dev.chancery.verifier.pack.PackFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a developer does first: an empty home, the default policy, OpenAI's own SDK, and a look at the record. */
class FirstFiveMinutesIT {

    private static final String CARD = "4012 8888 8888 1881";
    private static final String MAIL = "grace.hopper@example.org";
    private static final String PHONE = "+49 30 23125 4711";
    private static final String QUESTION =
            "My card " + CARD + " was declined, write to " + MAIL + " or call " + PHONE + ".";

    @TempDir
    private static Path directory;

    private static ChanceryProcess chancery;
    private static Sdk sdk;

    @BeforeAll
    static void start() {
        chancery = ChanceryProcess.startAsItIs(directory.resolve("home"));
        sdk = new Sdk(chancery, chancery.firstRun("agentKey"));
    }

    @AfterAll
    static void stop() {
        sdk.close();
        chancery.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answersOpenAisSdkAndKeepsPersonalDataToTheCaller(boolean streamed) {
        // when
        var question = Sdk.question(QUESTION).build();
        Sdk.Answer answer = streamed ? sdk.streamed(question) : sdk.plain(question);

        // then
        assertThat(answer.text()).contains(QUESTION);
        assertThat(answer.finishReason()).isEqualTo("stop");
        assertThat(answer.position()).matches("[0-9]+");
        if (!streamed) {
            assertThat(answer.model()).startsWith("embedded/extractive");
            assertThat(answer.cost()).isEqualTo("0");
        }
        JsonNode task = chancery.get("/api/tasks/" + answer.task());
        assertThat(task.path("state").asString()).isEqualTo("RELEASED");
        assertThat(types(task)).containsExactlyInAnyOrder("CREDIT_CARD", "EMAIL_ADDRESS", "PHONE_NUMBER");
        JsonNode events = chancery.get("/api/tasks/" + answer.task() + "/events");
        assertThat(names(events))
                .startsWith("task.opened", "task.personal-data-redacted")
                .contains("task.routing-decided", "task.spend-reserved", "task.inference-completed")
                .endsWith("task.output-released");
        assertThat(events.toString()).doesNotContain(CARD, MAIL, PHONE);
        JsonNode output = chancery.get("/api/tasks/" + answer.task() + "/output");
        assertThat(output.path("output").asString())
                .contains("[CREDIT_CARD_1", "[EMAIL_ADDRESS_1", "[PHONE_NUMBER_1")
                .doesNotContain(CARD, MAIL, PHONE);
    }

    @Test
    void takesTheDecisionsOfATaskAgainWithTheSameEnd() {
        // given
        String task = sdk.plain(Sdk.question(QUESTION).build()).task();

        // when
        JsonNode replay = ChanceryProcess.JSON.readTree(
                chancery.api("POST", "/api/tasks/" + task + "/replay", "{}").body());

        // then
        assertThat(replay.path("identical").asBoolean()).as(replay.toString()).isTrue();
        assertThat(replay.path("decisions").size()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void exportsAPackThatVerifiesOfflineAndShowsEveryChange() throws Exception {
        // given
        sdk.plain(Sdk.question(QUESTION).build());
        AuditPack pack = AuditPack.of(chancery, directory.resolve("pack.zip"));
        Path own = Files.writeString(
                directory.resolve("own.key"),
                chancery.api("GET", "/api/log/key", "").body());

        // when and then: as it is
        AuditPack.Run verified = pack.verify("--key", own.toString());
        assertThat(verified.exit()).as(verified.said()).isZero();
        AuditPack.Run replayed = pack.replay();
        assertThat(replayed.exit()).as(replayed.said()).isZero();
        assertThat(replayed.said()).contains("every decision comes out as it was recorded", " 0 different");

        // one byte of an event's data
        byte[] events = pack.entries().get(PackFormat.EVENTS);
        byte[] flipped = events.clone();
        int payload = new String(events, StandardCharsets.UTF_8).indexOf("\"payload\":\"") + 20;
        flipped[payload] = (byte) (flipped[payload] == 'A' ? 'B' : 'A');
        assertThat(pack.with(PackFormat.EVENTS, flipped).verify().exit()).isEqualTo(10);

        // one event less
        List<String> lines = new ArrayList<>(Arrays.asList(new String(events, StandardCharsets.UTF_8).split("\n")));
        lines.remove(lines.size() / 2);
        assertThat(pack.with(PackFormat.EVENTS, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8))
                        .verify()
                        .exit())
                .isEqualTo(11);

        // somebody else's key
        Path other = Files.writeString(
                directory.resolve("other.key"),
                new NoteSigner("other", KeyPairGenerator.getInstance("Ed25519").generateKeyPair()).verifierKey()
                        + "\n");
        assertThat(pack.verify("--key", other.toString()).exit()).isEqualTo(13);
    }

    @Test
    void answersTheSameRequestOnceWhateverTheNetworkRepeats() {
        // given
        var question = Sdk.question("Where is my parcel? Write to " + MAIL)
                .putAdditionalHeader("Idempotency-Key", "order-4711")
                .build();

        // when
        Sdk.Answer first = sdk.plain(question);
        Sdk.Answer second = sdk.plain(question);

        // then
        assertThat(second.task()).isEqualTo(first.task());
        assertThat(second.text()).isEqualTo(first.text()).contains(MAIL);
        assertThat(names(chancery.get("/api/tasks/" + first.task() + "/events")).filter("task.opened"::equals))
                .hasSize(1);
        assertThatExceptionOfType(UnprocessableEntityException.class)
                .isThrownBy(() -> sdk.plain(Sdk.question("Something else")
                        .putAdditionalHeader("Idempotency-Key", "order-4711")
                        .build()))
                .satisfies(refused -> assertThat(refused.code()).contains("idempotency_key_reused"));
    }

    @Test
    void listsTheModelsThatTheKeyMayName() {
        assertThat(sdk.client().models().list().items())
                .extracting(Model::id)
                .contains("auto", "default", "embedded/extractive");
    }

    @Test
    void refusesAWrongKeyInOpenAisShape() {
        try (Sdk stranger = new Sdk(chancery, "sk-wrong")) {
            assertThatExceptionOfType(UnauthorizedException.class)
                    .isThrownBy(() -> stranger.plain(Sdk.question("Hello").build()))
                    .satisfies(refused -> {
                        assertThat(refused.code()).contains("invalid_api_key");
                        assertThat(refused.type()).isPresent();
                    });
        }
    }

    @Test
    void opensNothingWithARevokedKey() {
        // given
        JsonNode issued = ChanceryProcess.JSON.readTree(
                chancery.api("POST", "/api/agents/default/keys", "").body());
        try (Sdk second = new Sdk(chancery, issued.path("key").asString())) {
            assertThat(answers(second)).isTrue();

            // when
            int revoked = chancery.api(
                            "DELETE",
                            "/api/agents/default/keys/" + issued.path("keyId").asString(),
                            "")
                    .statusCode();

            // then
            assertThat(revoked).isEqualTo(204);
            assertThat(answers(second)).isFalse();
            assertThat(answers(sdk)).isTrue();
        }
    }

    private static boolean answers(Sdk sdk) {
        try {
            sdk.client().models().list();
            return true;
        } catch (UnauthorizedException e) {
            return false;
        }
    }

    /** Without what came of the delivery, which follows a moment after the answer. */
    private static Stream<String> names(JsonNode events) {
        return events.path("events")
                .valueStream()
                .map(event -> event.path("name").asString())
                .filter(name -> !name.equals("task.output-delivered"));
    }

    private static List<String> types(JsonNode task) {
        return task.path("redactions")
                .valueStream()
                .map(found -> found.path("type").asString())
                .toList();
    }
}

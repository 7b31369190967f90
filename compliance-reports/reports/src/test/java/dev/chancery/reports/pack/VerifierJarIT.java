package dev.chancery.reports.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.reports.signing.SigningKey;
import dev.chancery.verifier.pack.PackFormat;
import dev.chancery.verifier.pack.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the verifier as a regulator does: one jar, a JRE, nothing else on the class path. */
class VerifierJarIT {

    private record Run(int exit, String out) {}

    private final MemoryLog log = SampleLog.of(40);

    @TempDir
    private Path directory;

    private Path pack;

    @BeforeEach
    void writePack() throws IOException {
        pack = directory.resolve("pack.zip");
        log.write(new PackRange(0, log.size(), null), pack);
    }

    private Run run(Object... arguments) throws IOException, InterruptedException {
        return runWith("-Xmx64m", arguments);
    }

    private Run runWith(String heap, Object... arguments) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-jar",
                System.getProperty("verifier.jar")));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String text = Files.readString(out);
        assertThat(text + Files.readString(err)).doesNotContain("\tat ").doesNotContain("Exception");
        return new Run(process.exitValue(), text);
    }

    @Test
    void verifiesAndReplaysAPack() throws Exception {
        // given
        Path key = Files.writeString(directory.resolve("company.key"), log.verifierKey() + "\n");
        // when
        Run verified = run("verify", pack, "--key", key);
        Run unknownWhose = run("verify", pack);
        Run json = run("verify", "--json", pack);
        Run replayed = run("replay", pack);
        // then
        assertThat(verified.exit).as(verified.out).isZero();
        assertThat(verified.out).startsWith("VERIFIED").contains("What no pack can prove");
        assertThat(unknownWhose.exit).isZero();
        assertThat(unknownWhose.out).contains("Whose key signed it");
        assertThat(json.exit).isZero();
        JsonNode report = JsonMapper.shared().readTree(json.out);
        assertThat(report.get("verdict").asString()).isEqualTo("VERIFIED");
        assertThat(report.get("exitCode").asInt()).isZero();
        assertThat(replayed.exit).as(replayed.out).isZero();
        assertThat(replayed.out)
                .startsWith("REPLAYED: every decision")
                .contains("0 different")
                .contains("of 40 tasks")
                .doesNotContain("moves of gates");
        // and of a task alone, whose workflow's stream is not there
        log.write(new PackRange(0, log.size(), new Scope("t-0", null, null)), pack);
        Run part = run("replay", pack);
        assertThat(part.exit).as(part.out).isZero();
        assertThat(part.out).startsWith("REPLAYED IN PART").contains("2 gates of deliveries");
    }

    @Test
    void countsFiguresAgain() throws Exception {
        // given
        FigureQuery day = new FigureQuery(PackFiguresTest.FROM, PackFiguresTest.TO, log.size());
        assertThat(run("figures", pack).exit).isEqualTo(11);
        PackFiguresTest.write(log, pack, day);
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        String told = new String(entries.get(PackFormat.FIGURES), StandardCharsets.UTF_8);
        // when
        Run agree = run("figures", pack);
        Run json = run("figures", "--json", pack);
        entries.put(
                PackFormat.FIGURES,
                told.replaceFirst("\"value\":\"40\"", "\"value\":\"4\"").getBytes(StandardCharsets.UTF_8));
        Run forged = run("figures", Seal.anew(Zips.write(directory.resolve("forged.zip"), entries)));
        entries.put(
                PackFormat.FIGURES,
                told.replace("\"end\":" + log.size(), "\"end\":" + (log.size() + 1))
                        .getBytes(StandardCharsets.UTF_8));
        Run beyond = run("figures", Seal.anew(Zips.write(directory.resolve("beyond.zip"), entries)));
        // then
        assertThat(agree.exit).as(agree.out).isZero();
        assertThat(agree.out).startsWith("AGREE: all ").contains("  agrees   tasks.opened: 40 tasks");
        assertThat(json.exit).isZero();
        JsonNode result = JsonMapper.shared().readTree(json.out);
        assertThat(result.get("verdict").asString()).isEqualTo("VERIFIED");
        assertThat(result.get("agree").asInt())
                .isEqualTo(result.get("figures").size())
                .isPositive();
        assertThat(forged.exit).as(forged.out).isEqualTo(10);
        assertThat(forged.out)
                .startsWith("DIFFERENT")
                .contains("the pack says 4 ")
                .contains("  DIFFERS  ");
        assertThat(beyond.exit).as(beyond.out).isEqualTo(11);
        assertThat(run("figures").exit).isEqualTo(1);
        // and what is told outside of a pack without figures
        writePack();
        Path report = Files.writeString(directory.resolve("board-figures.json"), told);
        Run outside = run("figures", pack, "--figures", report);
        Files.writeString(report, told.replaceFirst("\"value\":\"40\"", "\"value\":\"4\""));
        assertThat(outside.exit).as(outside.out).isZero();
        assertThat(outside.out).startsWith("AGREE: all ");
        assertThat(run("figures", pack, "--figures", report).exit).isEqualTo(10);
        Files.writeString(report, "no figures");
        assertThat(run("figures", pack, "--figures", report).exit).isEqualTo(10);
        assertThat(run("figures", pack, "--figures", directory.resolve("nowhere.json")).exit)
                .isEqualTo(1);
        assertThat(run("figures", directory.resolve("nowhere.zip")).exit).isEqualTo(1);
    }

    @Test
    void saysFirstThatALossWasAccepted() throws Exception {
        // given
        Path oldKey = Files.writeString(directory.resolve("old.key"), log.verifierKey());
        log.lose(100, "example.org/chancery/after-100", true);
        writePack();
        // when
        Run run = run("verify", pack, "--key", oldKey);
        // then
        assertThat(run.exit).as(run.out).isZero();
        assertThat(run.out.lines().toList().subList(0, 4))
                .startsWith("VERIFIED, of a log that goes on after an accepted loss.", "", "Accepted losses:")
                .last()
                .asString()
                .contains("Lost are positions 100 to ");
    }

    @Test
    void saysWhatWouldHaveBeenDecidedUnderAnotherPolicy() throws Exception {
        // given a policy without the model in the cloud
        Path policy = Files.writeString(
                directory.resolve("policy.json"),
                SampleLog.DOCUMENT
                        .replace("\"location\":\"cloud\"", "\"location\":\"local\"")
                        .replace("0.05", "0.00001"));
        // when
        Run run = run("replay", pack, "--policy", policy);
        // then
        assertThat(run.exit).as(run.out).isZero();
        assertThat(run.out).startsWith("WHAT IF").contains("spending: recorded");
        // and as data, task by task
        Run json = run("replay", "--json", pack, "--policy", policy);
        Run simulated = run("what-if", pack, "--policy", policy);
        assertThat(json.exit).as(json.out).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(json.out)
                        .path("differences")
                        .get(0)
                        .path("fields"))
                .isNotEmpty();
        assertThat(simulated.exit).as(simulated.out).isZero();
        JsonNode result = JsonMapper.shared().readTree(simulated.out);
        assertThat(result.path("simulation").asBoolean()).isTrue();
        assertThat(result.path("refused").get(0).path("reason").asString()).isEqualTo("budget_exceeded");
    }

    @Test
    void tellsTheCasesApartByExitCode() throws Exception {
        // given
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        List<String> lines = new ArrayList<>(Zips.lines(entries.get(PackFormat.EVENTS)));
        Path other = Files.writeString(
                directory.resolve("other.key"), SampleLog.of(1).verifierKey());
        // when and then
        assertThat(run("verify", pack, "--key", other).exit).isEqualTo(13);

        lines.remove(20);
        entries.put(PackFormat.EVENTS, Zips.text(lines));
        assertThat(run("verify", Zips.write(directory.resolve("dropped.zip"), entries)).exit)
                .isEqualTo(11);

        byte[] flipped = Files.readAllBytes(pack);
        flipped[flipped.length / 2] ^= 1;
        Path tampered = Files.write(directory.resolve("flipped.zip"), flipped);
        assertThat(run("verify", tampered).exit).isEqualTo(10);
        assertThat(run("replay", tampered).exit).isEqualTo(10);

        assertThat(run("verify").exit).isEqualTo(1);
        assertThat(run().exit).isEqualTo(1);
        assertThat(run("verify", directory.resolve("nowhere.zip")).exit).isEqualTo(1);
        assertThat(run("verify", pack, "--key", directory.resolve("nowhere.key")).exit)
                .isEqualTo(1);
        assertThat(run("verify", pack, "--key", pack).exit).isEqualTo(1);
        assertThat(run("--help").exit).isZero();
    }

    @Test
    void needsNoMoreMemoryForALongerLog() throws Exception {
        // given more events than fit into the heap
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            byte[] noise = new byte[100_000];
            random.nextBytes(noise);
            String payload = "{\"reason\":\"" + HexFormat.of().formatHex(noise) + "\"}";
            log.append("task/long", "task.failed", 1, payload.getBytes(StandardCharsets.UTF_8));
        }
        PackFiguresTest.write(log, pack, new FigureQuery(PackFiguresTest.FROM, PackFiguresTest.TO, log.size()));
        // when
        Run run = run("verify", pack);
        Run figures = run("figures", pack);
        // then
        assertThat(run.exit).as(run.out).isZero();
        assertThat(figures.exit).as(figures.out).isZero();
    }

    @Test
    void decidesByTheConditionsOfThePolicy() throws Exception {
        // given a policy whose condition holds by day too
        Path policy = Files.writeString(
                directory.resolve("policy.json"), SampleLog.DOCUMENT.replace("hour >= 22", "hour >= 9"));
        // when
        Run run = run("replay", pack, "--policy", policy);
        // then
        assertThat(run.exit).as(run.out).isZero();
        assertThat(run.out).contains("routing: recorded");
    }

    @Test
    void takesWhatAnAuditorBrings() throws Exception {
        // given
        Path earlier = Files.copy(pack, directory.resolve("earlier.zip"));
        Path checkpoint = Files.writeString(directory.resolve("earlier"), log.checkpoint());
        Path firstKey = Files.writeString(directory.resolve("first.key"), log.verifierKey());
        log.rotate();
        Path witness = Files.writeString(directory.resolve("witness.key"), log.witnessed("witness.example"));
        writePack();
        // when and then
        for (Path previous : List.of(earlier, checkpoint)) {
            Run run = run("verify", pack, "--key", firstKey, "--previous", previous, "--witness", witness);
            assertThat(run.exit).as(run.out).isZero();
            assertThat(run.out)
                    .contains("only grew")
                    .contains("1 of the 1 witnesses")
                    .contains("was replaced");
        }
        // and of who stamped the time
        Authority authority = Authority.of("RSA", "SHA256");
        log.timestamp = authority.stamp(log.checkpoint(), Authority.NOW);
        writePack();
        Path authorities = authority.pem(directory.resolve("authority.pem"));
        Run stamped = run("verify", pack, "--timestamp-certificates", authorities);
        assertThat(stamped.exit).as(stamped.out).isZero();
        assertThat(stamped.out).contains("signed by CN=Test Authority");
        assertThat(run("verify", earlier, "--timestamp-certificates", authorities).exit)
                .isEqualTo(11);
        Path others = Authority.of("EC", "SHA256").pem(directory.resolve("others.pem"));
        assertThat(run("verify", pack, "--timestamp-certificates", others).exit).isEqualTo(13);
        assertThat(run("verify", pack, "--timestamp-certificates", witness).exit)
                .isEqualTo(1);
        // and of who signed the pack
        Path signers = pem(Seal.KEY, "signers.pem");
        Run signed = run("verify", pack, "--signer-certificates", signers);
        assertThat(signed.exit).as(signed.out).isZero();
        assertThat(signed.out).contains("The certificate of who signed the container is given");
        assertThat(run("verify", pack, "--signer-certificates", pem(Seal.key("other"), "strangers.pem")).exit)
                .isEqualTo(13);
        assertThat(run("verify", earlier, "--witness", witness).exit).isEqualTo(11);
        assertThat(run("verify", earlier, "--previous", pack).exit).isEqualTo(13);
        assertThat(run("verify", pack, "--witness", firstKey).exit).isEqualTo(1);
        assertThat(run("verify", pack, "--witness", witness, "--witnesses", "2").exit)
                .isEqualTo(1);
    }

    private Path pem(SigningKey key, String name) throws Exception {
        return Files.writeString(
                directory.resolve(name),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(key.chain().getFirst().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    @Test
    void staysSmallOnBadInput() throws Exception {
        SequencedMap<String, byte[]> entries = Zips.read(pack);
        byte[] events = entries.get(PackFormat.EVENTS);
        // given a bomb, a line without end, a line that is too long, and one that is just not
        entries.put(PackFormat.EVENTS, new byte[64 << 20]);
        assertThat(run("verify", Zips.write(directory.resolve("bomb.zip"), entries)).exit)
                .isEqualTo(10);
        entries.put(PackFormat.EVENTS, noise(40 << 20));
        assertThat(run("verify", Zips.write(directory.resolve("endless.zip"), entries)).exit)
                .isEqualTo(10);
        entries.put(PackFormat.EVENTS, events);
        entries.put(PackFormat.KEY, noise(17 << 20));
        assertThat(run("verify", Zips.write(directory.resolve("key.zip"), entries)).exit)
                .isEqualTo(10);
        // and what is no file
        assertThat(run("verify", directory).exit).isEqualTo(1);
        assertThat(run("verify", Files.createFile(directory.resolve("empty.zip"))).exit)
                .isEqualTo(10);
        assertThat(run("verify", pack, "--key", directory).exit).isEqualTo(1);
    }

    @Test
    void readsALineAsLongAsTheyMayBe() throws Exception {
        // given
        byte[] text = noise(15 << 20);
        String payload = "{\"reason\":\"" + new String(text, StandardCharsets.US_ASCII) + "\"}";
        log.append("task/long", "task.failed", 1, payload.getBytes(StandardCharsets.UTF_8));
        writePack();
        // when
        Run enough = runWith("-Xmx256m", "verify", pack);
        Run tooLittle = runWith("-Xmx32m", "verify", pack);
        // then
        assertThat(enough.exit).as(enough.out).isZero();
        assertThat(tooLittle.exit).isEqualTo(12);
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes / 2];
        new Random(1).nextBytes(noise);
        return HexFormat.of().formatHex(noise).getBytes(StandardCharsets.US_ASCII);
    }
}

package dev.chancery.eventstore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.eventstore.home.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {

    @Test
    void doesNotStartOnADataDirectoryWithoutChecksums(@TempDir Path directory) throws Exception {
        try (Home home = Home.open(directory.resolve("home"))) {
            // given
            byte[] password =
                    home.secret("postgres", () -> "secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            List<String> initdb = new ArrayList<>();
            if ("root".equals(System.getProperty("user.name"))) {
                initdb.addAll(List.of("unshare", "--user", "--"));
            }
            initdb.addAll(List.of(
                    Binaries.unpack(home).resolve("bin/initdb").toString(),
                    "-D" + home.resolve("postgres"),
                    "-Uchancery",
                    "--auth=scram-sha-256",
                    "--pwfile=" + home.resolve("secrets/postgres"),
                    "--no-data-checksums",
                    "--locale=C"));
            Process process = new ProcessBuilder(initdb)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor()).isZero();
            assertThat(password).isNotEmpty();

            // when then
            assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("pg_checksums --enable");
            assertThat(Files.exists(home.resolve("postgres/postmaster.pid"))).isFalse();
        }
    }
}

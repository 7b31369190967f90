package dev.chancery.query.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;

class CredentialsFileTest {

    @TempDir
    Path home;

    @Test
    void keepsOnlyHashesAndOnlyForItsOwner() throws Exception {
        // when
        CredentialsFile.Issued issued = CredentialsFile.create(home, new SecureRandom());

        // then
        Credentials credentials = CredentialsFile.read(home);
        assertThat(PasswordEncoderFactories.createDelegatingPasswordEncoder()
                        .matches(issued.adminPassword(), credentials.adminPasswordHash()))
                .isTrue();
        assertThat(credentials.apiTokenSha256()).isEqualTo(AgentKey.sha256(issued.apiToken()));
        assertThat(Files.readString(CredentialsFile.in(home))).doesNotContain(issued.adminPassword(), issued.apiToken());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(CredentialsFile.in(home))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secrets"))))
                .isEqualTo("rwx------");
    }

    @Test
    void neverOverwrites() {
        // given
        CredentialsFile.create(home, new SecureRandom());

        // then
        assertThatThrownBy(() -> CredentialsFile.create(home, new SecureRandom()))
                .isInstanceOf(UncheckedIOException.class);
    }
}

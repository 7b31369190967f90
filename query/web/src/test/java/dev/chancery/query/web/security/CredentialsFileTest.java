package dev.chancery.query.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.KeyDigest;
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
        CredentialsFile.Issued issued = CredentialsFile.generate(new SecureRandom());
        CredentialsFile.write(home, issued);

        // then
        Credentials credentials = CredentialsFile.read(home);
        assertThat(PasswordEncoderFactories.createDelegatingPasswordEncoder()
                        .matches(issued.adminPassword(), credentials.adminPasswordHash()))
                .isTrue();
        assertThat(credentials.apiTokenSha256()).isEqualTo(KeyDigest.of(issued.apiToken()));
        assertThat(Files.readString(CredentialsFile.in(home)))
                .doesNotContain(issued.adminPassword(), issued.apiToken());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(CredentialsFile.in(home))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secrets"))))
                .isEqualTo("rwx------");
    }

    @Test
    void neverOverwrites() {
        // given
        CredentialsFile.write(home, CredentialsFile.generate(new SecureRandom()));

        // then
        assertThatThrownBy(() -> CredentialsFile.write(home, CredentialsFile.generate(new SecureRandom())))
                .isInstanceOf(UncheckedIOException.class);
    }
}

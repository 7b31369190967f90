package dev.chancery.record.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotationsTest {

    private static final String ORIGIN = "example.org/log";

    private final NoteSigner first = signer();
    private final NoteSigner second = signer();
    private final NoteSigner third = signer();
    private final String one = rotation(10, first, second);
    private final String two = rotation(20, second, third);

    @Test
    void leadsFromEveryKeyToTodays() {
        List<String> rotations = List.of(one, two);
        for (NoteSigner trusted : List.of(first, second, third)) {
            assertThat(Rotations.follow(trusted.verifierKey(), rotations)).isEqualTo(third.verifierKey());
        }
        assertThat(Rotations.follow(first.verifierKey(), List.of())).isEqualTo(first.verifierKey());
    }

    @Test
    void leadsFromEveryKeyToTheOneOfAnOlderHead() {
        List<String> rotations = List.of(one, two);
        for (NoteSigner trusted : List.of(first, second, third)) {
            assertThat(Rotations.keyAt(trusted.verifierKey(), rotations, 9)).isEqualTo(first.verifierKey());
            assertThat(Rotations.keyAt(trusted.verifierKey(), rotations, 10)).isEqualTo(second.verifierKey());
            assertThat(Rotations.keyAt(trusted.verifierKey(), rotations, 19)).isEqualTo(second.verifierKey());
            assertThat(Rotations.keyAt(trusted.verifierKey(), rotations, 20)).isEqualTo(third.verifierKey());
        }
    }

    @Test
    void leadsAStrangersKeyNowhere() {
        String stranger = signer().verifierKey();
        assertThat(Rotations.follow(stranger, List.of(one, two))).isEqualTo(stranger);
    }

    @Test
    void refusesWhatIsNoChain() {
        String trusted = first.verifierKey();
        NoteSigner thief = signer();
        for (List<String> rotations : List.of(
                List.of(two, one),
                List.of(one, rotation(10, second, third)),
                List.of(one, rotation(20, first, third)),
                List.of(new Rotation(ORIGIN, 10, trusted, thief.verifierKey()).sign(thief, thief)),
                List.of(new Rotation(ORIGIN, 10, trusted, second.verifierKey()).sign(first, thief)),
                List.of(one.replace("\n10\n", "\n11\n")),
                List.of(one.replace("rotation/v1", "rotation/v2")),
                List.of(
                        one,
                        new Rotation("example.org/other", 20, second.verifierKey(), third.verifierKey())
                                .sign(second, third)))) {
            assertThatThrownBy(() -> Rotations.follow(trusted, rotations)).isInstanceOf(NoteException.class);
        }
    }

    private static String rotation(long size, NoteSigner from, NoteSigner to) {
        return new Rotation(ORIGIN, size, from.verifierKey(), to.verifierKey()).sign(from, to);
    }

    private static NoteSigner signer() {
        try {
            return new NoteSigner(
                    ORIGIN, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

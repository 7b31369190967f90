package dev.chancery.record.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuccessionTest {

    private final NoteSigner old = signer("example.org/log");
    private final NoteSigner fresh = signer("example.org/log/after-7");
    private final Succession succession = new Succession("example.org/log", 7, old.verifierKey(), fresh.verifierKey());

    private static NoteSigner signer(String name) {
        try {
            return new NoteSigner(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tellsWhetherTheOldKeySignedToo() {
        assertThat(Succession.verified(succession.sign(old, fresh))).isEqualTo(new Succession.Signed(succession, true));
        assertThat(Succession.verified(succession.sign(null, fresh)))
                .isEqualTo(new Succession.Signed(succession, false));
    }

    @Test
    void refusesWhatIsNotSignedByTheNewKeyOrByAnyoneElse() {
        NoteSigner stranger = signer("example.org/log");
        String text = succession.text();
        for (String note : List.of(
                old.sign(text),
                succession.sign(stranger, fresh),
                succession.sign(old, stranger),
                succession.sign(old, fresh) + stranger.line(text),
                succession.sign(old, fresh).replace("\n7\n", "\n8\n"),
                fresh.sign(text.replace("succession", "rotation")),
                fresh.sign(text + "more\n"),
                new Succession("example.org/log", 7, fresh.verifierKey(), fresh.verifierKey()).sign(fresh, fresh))) {
            assertThatThrownBy(() -> Succession.verified(note)).isInstanceOf(NoteException.class);
        }
    }
}

package dev.chancery.eventstore.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AesGcmTest {

    private static final byte[] KEY = "0123456789abcdef0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT = "a text".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ID = "c-1".getBytes(StandardCharsets.UTF_8);

    private final AesGcm ours = new AesGcm(KEY);

    /** What earlier versions sealed with Tink must open for ever, and Tink is who knows that we seal it well. */
    @Test
    void readsWhatTinkWroteAndWritesWhatTinkReads() throws Exception {
        AesGcmJce tink = new AesGcmJce(KEY);
        assertThat(ours.decrypt(tink.encrypt(TEXT, ID), ID)).isEqualTo(TEXT);
        assertThat(tink.decrypt(ours.encrypt(TEXT, ID), ID)).isEqualTo(TEXT);
        assertThat(ours.decrypt(ours.encrypt(new byte[0], ID), ID)).isEmpty();
    }

    @Test
    void neverSealsTwiceAlike() throws Exception {
        assertThat(ours.encrypt(TEXT, ID)).isNotEqualTo(ours.encrypt(TEXT, ID));
    }

    @Test
    void opensNothingThatWasChanged() throws Exception {
        byte[] sealed = ours.encrypt(TEXT, ID);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> ours.decrypt(changed, ID)).isInstanceOf(GeneralSecurityException.class);
            byte[] cut = Arrays.copyOf(sealed, i);
            assertThatThrownBy(() -> ours.decrypt(cut, ID)).isInstanceOf(GeneralSecurityException.class);
        }
        assertThatThrownBy(() -> ours.decrypt(sealed, TEXT)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> new AesGcm(new byte[32]).decrypt(sealed, ID))
                .isInstanceOf(GeneralSecurityException.class);
    }
}

package dev.chancery.decisions.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    @ParameterizedTest
    @CsvSource({
        "api.example.com:443, api.example.com, 443, false",
        "API.Example.COM:1, api.example.com, 1, false",
        "localhost:65535, localhost, 65535, false",
        "my_db-1:5432, my_db-1, 5432, false",
        "3com.example:80, 3com.example, 80, false",
        "192.0.2.7:80, 192.0.2.7, 80, true",
        "[2001:db8::7]:80, 2001:db8:0:0:0:0:0:7, 80, true",
        "[2001:DB8:0::0:7]:80, 2001:db8:0:0:0:0:0:7, 80, true",
        "[::ffff:192.0.2.7]:80, 192.0.2.7, 80, true",
    })
    void readsAHostAndAPortInOneSpelling(String text, String host, int port, boolean address) {
        // when
        Destination destination = Destination.of(text).orElseThrow();
        // then
        assertThat(destination).isEqualTo(new Destination(host, port));
        assertThat(destination.address().isPresent()).isEqualTo(address);
        assertThat(Destination.of(destination.toString())).contains(destination);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":443",
                "api.example.com",
                "api.example.com:",
                "api.example.com:0",
                "api.example.com:080",
                "api.example.com:65536",
                "api.example.com:443:80",
                "api.example.com.:443",
                ".example.com:443",
                "api..example.com:443",
                "*.example.com:443",
                "-a.example.com:443",
                "user@api.example.com:443",
                "user:secret@api.example.com:443",
                "https://api.example.com:443",
                "api.example.com/path:443",
                "api.example.com :443",
                "api.example.com:443\n",
                "b\u00fccher.example:443",
                "127.1:80",
                "2130706433:80",
                "0x7f000001:80",
                "0x7f.1:80",
                "0177.0.0.1:80",
                "1.2.3.256:80",
                "1.2.3.4.:80",
                "1.2.3.4.5:80",
                "::1:80",
                "[::1]",
                "[::1%lo]:80",
                "[fe80::1%25eth0]:80",
                "[:::1]:80",
                "[]:80"
            })
    void readsNothingThatSomebodyCouldTakeForAnotherHost(String text) {
        assertThat(Destination.of(text)).isEmpty();
    }

    @Test
    void readsNoNameThatIsTooLong() {
        assertThat(Destination.of("a".repeat(63) + ".example:80")).isPresent();
        assertThat(Destination.of("a".repeat(64) + ".example:80")).isEmpty();
        assertThat(Destination.of("a.".repeat(126) + "b:80")).isPresent();
        assertThat(Destination.of("a.".repeat(127) + "b:80")).isEmpty();
    }
}

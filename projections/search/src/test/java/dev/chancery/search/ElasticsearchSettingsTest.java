package dev.chancery.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ElasticsearchSettingsTest {

    @Test
    void tellsNobodyItsSecrets() {
        assertThat(new ElasticsearchSettings("https://search.example:9200", "a2V5OnNlY3JldA==", null).toString())
                .contains("search.example")
                .doesNotContain("a2V5OnNlY3JldA==");
        assertThatThrownBy(() -> new ElasticsearchSettings("https://elastic:s3cret@search.example:9200", null, null))
                .hasMessageContaining("api-key")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void sendsAKeyInTheClearToThisMachineOnly() {
        assertThat(new ElasticsearchSettings("http://localhost:9200", "key", null).apiKey())
                .isEqualTo("key");
        assertThatThrownBy(() -> new ElasticsearchSettings("http://search.example:9200", "key", null))
                .hasMessageContaining("Use https");
        assertThatThrownBy(() -> new ElasticsearchSettings("http://localhost:9200@search.example", "key", null))
                .hasMessageContaining("names a user");
    }
}

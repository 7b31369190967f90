package dev.chancery.handling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedCacheTest {

    @Test
    void keepsANewEntryHoweverOftenTheOldOnesWereUsed() {
        // given a full cache whose entries were all used many times
        BoundedCache cache = new BoundedCache(1_000);
        for (int use = 0; use < 20; use++) {
            for (int i = 0; i < 1_000; i++) {
                cache.put("old-" + i, use);
            }
        }
        // when as many new ones come as are ever under way at once
        for (int i = 0; i < 500; i++) {
            cache.put("new-" + i, i);
        }
        // then each is there for its second use
        for (int i = 0; i < 500; i++) {
            assertThat(cache.<String, Integer>get("new-" + i)).isEqualTo(i);
        }
        assertThat(cache.containsKey("old-0")).isFalse();
    }
}

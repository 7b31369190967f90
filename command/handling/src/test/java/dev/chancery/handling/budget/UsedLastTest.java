package dev.chancery.handling.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsedLastTest {

    @Test
    void forgetsWhatWasNotUsedForLongest() {
        // given
        Map<String, Integer> map = new UsedLast<>(2, key -> false);
        map.put("a", 1);
        map.put("b", 2);
        map.get("a");

        // when
        map.put("c", 3);

        // then
        assertThat(map).containsOnlyKeys("a", "c");
    }

    @Test
    void keepsWhatMustStayAndNothingBehindIt() {
        // given
        Set<Integer> staying = new HashSet<>(Set.of(0));
        Map<Integer, Integer> map = new UsedLast<>(10, staying::contains);

        // when
        for (int i = 0; i < 1_000; i++) {
            map.put(i, i);
        }

        // then
        assertThat(map).hasSize(10).containsKey(0);

        // when
        staying.clear();
        for (int i = 1_000; i < 1_020; i++) {
            map.put(i, i);
        }

        // then
        assertThat(map).hasSize(10).doesNotContainKey(0);
    }

    @Test
    void growsOnlyWhenAllMustStay() {
        // given
        Map<Integer, Integer> map = new UsedLast<>(2, key -> key < 3);

        // when
        for (int i = 0; i < 6; i++) {
            map.put(i, i);
        }

        // then
        assertThat(map).containsOnlyKeys(0, 1, 2);
    }
}

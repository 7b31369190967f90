package dev.chancery.query.web;

import dev.chancery.contracts.Micros;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.stream.LongStream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A list of as many items as are asked for, page by page. */
@RestController
@RequestMapping("/api/operations/items")
final class ItemsApi {

    static final List<String> HOSTILE =
            List.of("=cmd|' /C calc'!A0", "a \"b\", c", "d\r\ne", "Grüße 你好 🙂", "", "plain");

    private static final Currency EUR = Currency.getInstance("EUR");

    /** A page. */
    record Items(Instant at, List<Item> items, Long next) {}

    /** An item; {@code price} is null for every second. */
    record Item(long number, String text, Micros price) {}

    @GetMapping
    Items items(
            @RequestParam(defaultValue = "6") long count,
            @RequestParam(defaultValue = "-1") long failing,
            @RequestParam(required = false) Long after,
            @RequestParam(defaultValue = "4") int limit) {
        long first = after == null ? 0 : after + 1;
        long end = Math.min(count, first + limit);
        if (first <= failing && failing < end) {
            throw Problem.unavailable("not-here", "Item " + failing + " cannot be read now.");
        }
        return new Items(
                Instant.EPOCH,
                LongStream.range(first, end).mapToObj(ItemsApi::item).toList(),
                end == count ? null : end - 1);
    }

    /** Without pages. */
    record Newest(List<Item> items) {}

    @GetMapping("/newest")
    Newest newest(@RequestParam(defaultValue = "6") long count) {
        return new Newest(LongStream.range(0, count).mapToObj(ItemsApi::item).toList());
    }

    /** An item whose own words fail. */
    record Odd(long number, Object said) {}

    /** Of these. */
    record Odds(List<Odd> odds) {}

    /** Something that cannot be told. */
    static final class Untold {
        public String getSecret() {
            throw new IllegalStateException("Nobody knows");
        }
    }

    /** The last one cannot be told. */
    @GetMapping("/odd")
    Odds odd(@RequestParam(defaultValue = "1") long count) {
        return new Odds(LongStream.range(0, count)
                .mapToObj(number -> new Odd(number, count > 1 && number == count - 1 ? new Untold() : "told"))
                .toList());
    }

    private static Item item(long number) {
        return new Item(
                number,
                HOSTILE.get((int) (number % HOSTILE.size())),
                number % 2 == 0 ? new Micros(1_234_567 + number, EUR) : null);
    }
}

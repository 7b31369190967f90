package dev.chancery.query.web.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.Micros;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ListingTest {

    private static final Micros PRICE = new Micros(-1_500_000, Currency.getInstance("EUR"));

    record Page(Instant at, List<Owner> owners, Extra extra, Long next) {}

    record Owner(String name, Address address, Micros spent, List<String> tags, List<Pet> pets) {}

    record Address(String city, Zip zip) {}

    record Zip(String code) {}

    record Pet(String name, Micros price) {}

    record Extra(String note, List<Zip> zips) {}

    record Keyed(Map<String, List<Zip>> zips) {}

    record Nested(Nested inner, String value) {}

    record Alone(String name, List<String> tags) {}

    private static final Page PAGE = new Page(
            Instant.EPOCH,
            List.of(
                    new Owner(
                            "Ada",
                            new Address("Rome", new Zip("00100")),
                            PRICE,
                            List.of("a", "b"),
                            List.of(new Pet("Rex", null), new Pet("Tom", PRICE))),
                    new Owner("Bob", null, null, List.of(), List.of())),
            new Extra("n", List.of(new Zip("1"))),
            7L);

    private static Listing listing(Type type, String name, boolean one) {
        return Listing.of(type, name, one).orElseThrow();
    }

    private static List<List<Object>> rows(Listing listing, Object answer) {
        return listing.rows(answer).toList();
    }

    @Test
    void recordsBecomeDottedColumnsAndMoneyAnAmountAndACurrency() {
        // given
        Listing owners = listing(Page.class, null, false);

        // then
        assertThat(owners.name()).isEqualTo("owners");
        assertThat(owners.header())
                .containsExactly("name", "address.city", "address.zip.code", "spent", "spent.currency", "tags", "pets");
        assertThat(rows(owners, PAGE).getFirst().subList(0, 6))
                .containsExactly("Ada", "Rome", "00100", new BigDecimal("-1.500000"), "EUR", List.of("a", "b"));
    }

    @Test
    void whatIsMissingLeavesAllOfItsColumnsEmpty() {
        assertThat(rows(listing(Page.class, null, false), PAGE).getLast())
                .isEqualTo(Arrays.asList("Bob", null, null, null, null, List.of(), List.of()));
    }

    @Test
    void aListWithoutItemsHasItsColumns() {
        // given
        Listing owners = listing(Page.class, null, false);

        // then
        assertThat(owners.header()).hasSize(7);
        assertThat(rows(owners, new Page(Instant.EPOCH, List.of(), new Extra("", List.of()), null)))
                .isEmpty();
    }

    @Test
    void aRowOfAListInAListBeginsWithWhatItsOwnerSays() {
        // given
        Listing pets = listing(Page.class, "owners.pets", false);

        // then
        assertThat(pets.header())
                .containsExactly(
                        "owners.name",
                        "address.city",
                        "address.zip.code",
                        "spent",
                        "spent.currency",
                        "name",
                        "price",
                        "price.currency");
        assertThat(rows(pets, PAGE))
                .containsExactly(
                        Arrays.asList("Ada", "Rome", "00100", new BigDecimal("-1.500000"), "EUR", "Rex", null, null),
                        Arrays.asList(
                                "Ada",
                                "Rome",
                                "00100",
                                new BigDecimal("-1.500000"),
                                "EUR",
                                "Tom",
                                new BigDecimal("-1.500000"),
                                "EUR"));
    }

    @Test
    void everyListHasItsName() {
        assertThat(Listing.names(Page.class)).containsExactly("owners", "owners.pets", "extra.zips");
        assertThat(rows(listing(Page.class, "extra.zips", false), PAGE)).containsExactly(List.of("1"));
        assertThat(Listing.of(Page.class, "pets", false)).isEmpty();
    }

    @Test
    void listsInAMapBeginWithTheirKey() {
        // given
        Listing keyed = listing(Keyed.class, null, false);
        TreeMap<String, List<Zip>> zips = new TreeMap<>();
        zips.put("a", List.of(new Zip("1"), new Zip("2")));
        zips.put("b", List.of());

        // then
        assertThat(keyed.header()).containsExactly("key", "code");
        assertThat(rows(keyed, new Keyed(zips))).containsExactly(List.of("a", "1"), List.of("a", "2"));
    }

    @Test
    void oneThingIsOneRow() {
        assertThat(rows(listing(Page.class, null, true), PAGE)).hasSize(1);
        assertThat(rows(listing(Alone.class, null, false), new Alone("x", List.of("a"))))
                .containsExactly(List.of("x", List.of("a")));
    }

    @Test
    void whatHoldsItselfIsToldOnce() {
        assertThat(listing(Nested.class, null, false).header()).containsExactly("inner", "value");
    }

    @Test
    void textsAreNoTable() {
        assertThat(Listing.of(String.class, null, false)).isEmpty();
        assertThat(Listing.of(Map.class, null, false)).isEmpty();
    }

    @Test
    void whatStandsBesideTheListsIsKept() {
        assertThat(Listing.beside(PAGE)).containsExactly(Map.entry("at", Instant.EPOCH), Map.entry("extra.note", "n"));
    }
}

package dev.chancery.gateway.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataScannerTest {

    private static final PersonalDataScanner SCANNER = new PersonalDataScanner(Map.of(
            "PERSON", List.of("Anna Müller", "Anna", "Øystein", "José", "王小明", "O'Brien"),
            "ORGANIZATION", List.of("Acme", "Acme Rocket Company")));

    static Stream<Arguments> personalData() {
        return Stream.of(
                // cards, in the spellings of people and of programs
                found("CREDIT_CARD", "pay with <4111111111111111>."),
                found("CREDIT_CARD", "pay with <4111 1111 1111 1111>, please"),
                found("CREDIT_CARD", "pay with <4111-1111-1111-1111>"),
                found("CREDIT_CARD", "pay with <4111.1111.1111.1111>"),
                found("CREDIT_CARD", "<4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1>"),
                found("CREDIT_CARD", "Amex <3782 822463 10005>"),
                found("CREDIT_CARD", "Diners <30569309025904>"),
                found("CREDIT_CARD", "Mastercard <5555555555554444> and cvv 123"),
                found("CREDIT_CARD", "new range <2223 0031 2200 3222>"),
                found("CREDIT_CARD", "<6011111111111117>"),
                found("CREDIT_CARD", "JCB <3530111333300000>"),
                found("CREDIT_CARD", "UnionPay <6240008631401148>"),
                found("CREDIT_CARD", "my card # <503890547220> for certain"),
                found("CREDIT_CARD", "Charge my credit card. Number is <503890547220>"),
                found("CREDIT_CARD", "cvv behind: <4111 1111 1111 1111> 12"),
                found("CREDIT_CARD", "card<4111111111111111>"),
                found("CREDIT_CARD", "{\"n\":\"x\\n<4111111111111111>\"}"),
                found("CREDIT_CARD", "wide <４１１１ １１１１ １１１１ １１１１>"),
                found("CREDIT_CARD", "arabic <٤١١١١١١١١١١١١١١١>"),
                found("CREDIT_CARD", "hidden <4111\u200B1111\u20601111\u00AD1111>"),
                found("CREDIT_CARD", "nbsp <4111\u00A01111\u20071111\u202F1111>"),
                found("CREDIT_CARD", "dashes <4111\u20131111\u20111111\u22121111>"),
                found("CREDIT_CARD", "bold <\uD835\uDFD2\uD835\uDFCF\uD835\uDFCF\uD835\uDFCF111111111111>"),
                found("CREDIT_CARD", "卡号<4111111111111111>是"),
                // IBAN
                found("IBAN_CODE", "to <DE89370400440532013000>"),
                found("IBAN_CODE", "to <DE89 3704 0044 0532 0130 00> today"),
                found("IBAN_CODE", "to <gb82west12345698765432>"),
                found("IBAN_CODE", "IBAN:<NL91ABNA0417164300>."),
                found("IBAN_CODE", "to <FR14 2004 1010 0505 0001 3M02 606>"),
                found("IBAN_CODE", "to <MT84MALT011000012345MTLCAST001S>"),
                found("IBAN_CODE", "wide <ＤＥ８９３７０４００４４０５３２０１３０００>"),
                // e-mail
                found("EMAIL_ADDRESS", "write to <john.doe+tag@mail.example.co.uk>."),
                found("EMAIL_ADDRESS", "<<JOHN@EXAMPLE.COM>>"),
                found("EMAIL_ADDRESS", "mailto:<a@b.io>?subject=x"),
                found("EMAIL_ADDRESS", "'<john_doe@example.com>'"),
                found("EMAIL_ADDRESS", "mail=<john@example.com>;"),
                found("EMAIL_ADDRESS", "internal <root@corp.local>"),
                found("EMAIL_ADDRESS", "<jörg@müller.de> schrieb"),
                found("EMAIL_ADDRESS", "wide <john＠example．com>"),
                found("EMAIL_ADDRESS", "hidden <jo\u200Bhn@exam\u200Bple.com>"),
                found("EMAIL_ADDRESS", "邮箱<john@example.com>是"),
                found("EMAIL_ADDRESS", "a\\n<john@example.com>\\tb"),
                // telephones
                found("PHONE_NUMBER", "call <+1 201-948-1927> now"),
                found("PHONE_NUMBER", "<+49 30 901820>"),
                found("PHONE_NUMBER", "<+41 (0)44 668 18 00>"),
                found("PHONE_NUMBER", "<0044 20 7946 0958>"),
                found("PHONE_NUMBER", "or <(602) 272-9781>,"),
                found("PHONE_NUMBER", "or <602.272.9781>"),
                found("PHONE_NUMBER", "or <201-948-1927x4587>"),
                found("PHONE_NUMBER", "or <201-948-1927 ext. 45>"),
                found("PHONE_NUMBER", "Paris <01.42.68.53.00>"),
                found("PHONE_NUMBER", "Berlin <030/901820>"),
                found("PHONE_NUMBER", "London <020 7946 0958>"),
                found("PHONE_NUMBER", "phone: <467 3395>"),
                found("PHONE_NUMBER", "my mobile is <723813266>"),
                found("PHONE_NUMBER", "Tel. <99 577450>"),
                found("PHONE_NUMBER", "My number is <467 3395>"),
                found("PHONE_NUMBER", "no more messages from <341 83871>, please"),
                found("PHONE_NUMBER", "+1 days, then <+1 (201) 948-1927>"),
                found("PHONE_NUMBER", "tel:<+12019481927>"),
                found("PHONE_NUMBER", "You can reach me at <5403926876>"),
                found("PHONE_NUMBER", "<085 175 7641>-Office"),
                found("PHONE_NUMBER", "wide <＋４９　３０　９０１８２０>"),
                found("PHONE_NUMBER", "nbsp <+49\u00A030\u00A0901820>"),
                // addresses of machines
                found("IP_ADDRESS", "from <192.168.1.20>."),
                found("IP_ADDRESS", "from <10.0.0.1>:8080"),
                found("IP_ADDRESS", "net <10.0.0.0>/8"),
                found("IP_ADDRESS", "row 5 <1.1.1.1> up"),
                found("IP_ADDRESS", "to <2001:db8::8a2e:370:7334>,"),
                found("IP_ADDRESS", "to <2001:0db8:85a3:0000:0000:8a2e:0370:7334>"),
                found("IP_ADDRESS", "[<fe80::1>]"),
                found("IP_ADDRESS", "<::ffff:192.0.2.128>"),
                // social security
                found("US_SSN", "SSN <460-89-9847>"),
                found("US_SSN", "my ssn is <460899847>"),
                found("US_SSN", "<460 89 9847>"),
                found("US_SSN", "hidden <460\u200B-89\u200B-9847>"),
                // web
                found("URL", "see <https://www.example.com/a?b=c#d>."),
                found("URL", "(<http://example.com/a_(b)>)"),
                found("URL", "see <www.example.com/x>, ok"),
                found("URL", "<ftp://user:pw@host.example.org/file>"),
                found("URL", "<http://192.168.0.1:8080/admin>"),
                found("URL", "[text](<https://example.com/a>)"),
                found("URL", "<https://example.com/?mail=john@example.com>"),
                // words
                found("PERSON", "ask <anna müller>!"),
                found("PERSON", "ask <ANNA  \n MÜLLER>"),
                found("PERSON", "ask <Anna Mu\u0308ller>"),
                found("PERSON", "<ØYSTEIN>'s"),
                found("PERSON", "ask <Jose\u0301>"),
                found("PERSON", "ask <O’Brien>"),
                found("PERSON", "请问<王小明>先生"),
                found("PERSON", "user_<anna>_1"),
                found("ORGANIZATION", "<Acme Rocket Company> wrote"),
                found("ORGANIZATION", "<acme> rockets"));
    }

    /** The marks {@code < >} stand around what must be found; doubled ones are the text's own. */
    private static Arguments found(String type, String marked) {
        return Arguments.of(type, marked);
    }

    @ParameterizedTest
    @MethodSource("personalData")
    void findsExactlyTheMarkedPart(String type, String marked) {
        // given
        String single = marked.replace("<<", "\u0001").replace(">>", "\u0002");
        boolean doubled = !single.equals(marked);
        int start = doubled ? single.indexOf('\u0001') + 1 : marked.indexOf('<');
        int end = doubled ? single.indexOf('\u0002') : marked.lastIndexOf('>') - 1;
        String text = doubled
                ? single.replace('\u0001', '<').replace('\u0002', '>')
                : marked.substring(0, start) + marked.substring(start + 1, end + 1) + marked.substring(end + 2);

        // when
        List<Finding> findings = SCANNER.scan(text);

        // then
        assertThat(findings)
                .extracting(Finding::type, Finding::start, Finding::end)
                .containsExactly(tuple(type, start, end));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Luhn or the issuer fails
                "card 4111111111111112",
                "card 4111 1111 1111 1112",
                "1234567890123456",
                "9999999999999995",
                "trace 12345678901234567890123456789012",
                "score 0.4111111111111111",
                "rows 4 12 33 45 76 11 90 23 44 12",
                "a4f4111111111111111c9",
                "550e8400-e29b-41d4-a716-446655440000",
                // the check digits fail, or the country has no IBAN
                "DE89370400440532013001",
                "ZZ89370400440532013000",
                "MODEL AB12 3456 7890",
                // dates and times are no telephones
                "When: 2000-04-16 11:34:35",
                "call on 2024-01-15",
                "call on 15.01.2024, 12:30",
                "born 2/16/1942",
                "2024-01-15T11:34:35.123456789Z",
                "epoch 1700000000, 1700000000000, 1700000000000000",
                // orders, amounts, sizes
                "order 4583920174",
                "Order number: 467 3395",
                "order 112-3456789-1234567",
                "invoice 0341 8387176",
                "ZIP: 75534-030",
                "population 612 345 678",
                "about $602 272 9781",
                "1,234,567.89 EUR",
                "SKU-201-948-1927",
                "at 17031 2202 Rissik St Apt. 050",
                "my driver's license number is 2270-66-1551",
                "The office is at 17031 2202 Rissik St",
                "Your phone was great. We sold 1000000 of them",
                "my passport number is 46733951",
                "1920x1080 px, 100% of 12345678",
                "404 3395",
                "{\"completion_time\": 0.029090909}",
                // versions and sections are no addresses
                "version 1.2.3.4",
                "v1.2.3.4",
                "release 10.0.19.1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4-SNAPSHOT",
                "256.1.1.1",
                "section 4.1.1.2",
                "at 12:34:56",
                "MAC 00:1B:44:11:3A:B7",
                "std::vector<int> a::b",
                "dead::beef",
                "a ::: b :: c",
                // never issued
                "000-12-3456",
                "666-12-3456",
                "900-12-3456",
                "123-00-4567",
                "123-45-0000",
                "1123-45-6789",
                "123-45-67890",
                "460899847",
                // no addresses
                "@app.route and a@b and user@localhost",
                "lodash@4.17.21",
                "a @ b.com",
                "http://localhost:8080/x",
                "file:///etc/passwd",
                "www.",
                "www.x",
                "scheme://",
                // words within words
                "Annapolis, Joanna, Acmeology",
                "Anne Müller",
            })
    void findsNothing(String text) {
        assertThat(SCANNER.scan(text)).isEmpty();
    }

    @Test
    void findsEveryOneOfSeveralNeighbours() {
        // given
        String text =
                "4111111111111111,5555555555554444;john@example.com 201-948-1927 602-272-9781\n460-89-9847|10.0.0.1";

        // when then
        assertThat(SCANNER.scan(text))
                .extracting(Finding::type)
                .containsExactly(
                        "CREDIT_CARD",
                        "CREDIT_CARD",
                        "EMAIL_ADDRESS",
                        "PHONE_NUMBER",
                        "PHONE_NUMBER",
                        "US_SSN",
                        "IP_ADDRESS");
    }

    @Test
    void keepsTheLongerOfTwoThatOverlapAndTheRestOfTheOther() {
        // given
        PersonalDataScanner scanner = new PersonalDataScanner(
                Map.of("PERSON", List.of("Anna Smith"), "PLACE", List.of("Smith of Old London")));

        // when then
        assertThat(scanner.scan("Anna Smith of Old London"))
                .extracting(Finding::type, Finding::start, Finding::end)
                .containsExactly(tuple("PERSON", 0, 5), tuple("PLACE", 5, 24));
    }

    @Test
    void findingsAreOrderedAndDisjointAndDeterministicOnAnyText() {
        // given
        String[] pieces = {
            "4111111111111111",
            "john@example.com",
            "anna müller",
            "+49 30 901820",
            " ",
            "-",
            ".",
            ":",
            "[",
            "]",
            "@",
            "0",
            "7",
            "10.0.0.1",
            "https://example.com/x",
            "\uD83D\uDE00",
            "\u200B",
            "DE89370400440532013000",
            "460-89-9847",
            "x",
            "\n",
            "(",
            "\uD835"
        };
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }

            // when
            List<Finding> findings = SCANNER.scan(text.toString());

            // then
            int end = 0;
            for (Finding finding : findings) {
                assertThat(finding.start()).as("%s in %s", findings, text).isGreaterThanOrEqualTo(end);
                assertThat(finding.end()).isGreaterThan(finding.start()).isLessThanOrEqualTo(text.length());
                end = finding.end();
            }
            assertThat(SCANNER.scan(text.toString())).isEqualTo(findings);
        }
    }

    @Test
    void namesItsVersion() {
        assertThat(SCANNER.version()).isEqualTo("structured/1+words/1");
        assertThat(new PersonalDataScanner(Map.of()).version()).isEqualTo("structured/1");
    }

    @Test
    void refusesWordListsThatItCannotKeepApart() {
        assertThatThrownBy(() -> new PersonalDataScanner(Map.of("person", List.of("x"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PersonalDataScanner(Map.of("A_1", List.of("x"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PersonalDataScanner(Map.of("LITERAL", List.of("x"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PersonalDataScanner(Map.of("PERSON", List.of(" "))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PersonalDataScanner(Map.of(), List.of("XX")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static List<Arguments> hostileTexts() {
        List<Arguments> texts = new ArrayList<>();
        for (String piece : List.of(
                "1",
                "4",
                "1 ",
                "4 1 ",
                "4111 ",
                "12 ",
                "12-",
                "01 23 45 67 89 ",
                "0171 1234567 ",
                "201-948-1927 ",
                "+",
                "+49 30 ",
                "(",
                "(1",
                "@",
                "a@",
                "a@b.",
                "a.",
                ".",
                "1.",
                "1.1.1.1.",
                ":",
                "::",
                "a:",
                "1:",
                "w.",
                "www.",
                "http://",
                "https://a",
                "x://a.b ",
                "[",
                "[PERSON_",
                "anna ",
                "anna",
                "GB82",
                "GB82 ",
                "DE89 ",
                "\u200B",
                "1\u200B",
                "e\u0301",
                "\u0301",
                "\uD83D\uDE00",
                "phone 1 ",
                "phone: 4673395 ",
                "x1",
                "1x",
                "\\",
                "-",
                "a a ")) {
            texts.add(Arguments.of(piece));
        }
        return texts;
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void takesLinearTimeOnHostileText(String piece) {
        // given
        PersonalDataScanner scanner = new PersonalDataScanner(Map.of("PERSON", List.of("anna", "a ".repeat(49) + "b")));
        String whole = piece.repeat((1 << 20) / piece.length());
        String part = whole.substring(0, whole.length() / 8);

        // when: eight times the text takes 8 times as long if time is linear, and 64 times if it is quadratic
        double growth = IntStream.range(0, 3)
                .mapToDouble(attempt -> growth(scanner, part, whole))
                .min()
                .orElseThrow();

        // then
        System.out.printf("8 times the text of %-18s takes %4.1f times as long%n", piece.strip(), growth);
        assertThat(growth).isLessThan(24);
    }

    /** What takes less than some milliseconds is not measured well enough, and short enough. */
    private static double growth(PersonalDataScanner scanner, String part, String whole) {
        long floor = 5;
        long once = CpuTime.millis(() -> scanner.scan(part));
        return (double) CpuTime.millis(() -> scanner.scan(whole)) / Math.max(floor, once);
    }
}

package dev.chancery.query.web.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.Micros;
import dev.chancery.contracts.command.UsageCommand.ImportUsage;
import dev.chancery.contracts.fact.InvoicedUsage;
import dev.chancery.contracts.fact.UsageExport;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageExportsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 5);

    private static final String OPENAI_USAGE = """
            {"object":"page","data":[
             {"object":"bucket","start_time":1793836800,"end_time":1793923200,"results":[
              {"object":"organization.usage.completions.result","input_tokens":1000,"output_tokens":500,"input_cached_tokens":800,
               "input_audio_tokens":0,"output_audio_tokens":0,"num_model_requests":5,"project_id":"a","user_id":null,
               "api_key_id":null,"model":"gpt-4o-mini-2024-07-18","batch":false,"service_tier":null},
              {"object":"organization.usage.completions.result","input_tokens":12,"output_tokens":5,"input_cached_tokens":0,
               "num_model_requests":1,"project_id":"b","model":"gpt-4o-mini-2024-07-18"}]},
             {"object":"bucket","start_time":1793923200,"end_time":1794009600,"results":[]}],
             "has_more":false,"next_page":null}
            """;

    private static final String OPENAI_COSTS = """
            {"object":"page","data":[{"object":"bucket","start_time":1793836800,"end_time":1793923200,"results":[
              {"object":"organization.costs.result","amount":{"value":0.0012345678,"currency":"usd"},
               "line_item":"gpt-4o-mini-2024-07-18, input","project_id":null},
              {"object":"organization.costs.result","amount":{"value":0.00100000000000000000000000000000,"currency":"usd"},
               "line_item":"gpt-4o-mini-2024-07-18, output","project_id":null}]}],"has_more":false,"next_page":null}
            """;

    private static final String ANTHROPIC_USAGE = """
            {"data":[{"starting_at":"2026-11-05T00:00:00Z","ending_at":"2026-11-06T00:00:00Z","results":[
              {"uncached_input_tokens":1500,"cache_creation":{"ephemeral_1h_input_tokens":1000,"ephemeral_5m_input_tokens":500},
               "cache_read_input_tokens":200,"output_tokens":500,"server_tool_use":{"web_search_requests":10},"api_key_id":null,
               "workspace_id":null,"model":"claude-sonnet-4-20250514","service_tier":"standard","context_window":"0-200k"}]}],
             "has_more":false,"next_page":null}
            """;

    private static final String ANTHROPIC_COSTS = """
            {"data":[{"starting_at":"2026-11-05T00:00:00Z","ending_at":"2026-11-06T00:00:00Z","results":[
              {"currency":"USD","amount":"123.78912","workspace_id":null,"description":"Claude Sonnet 4 Usage - Input Tokens",
               "cost_type":"tokens","context_window":"0-200k","model":"claude-sonnet-4-20250514","service_tier":"standard",
               "token_type":"uncached_input_tokens"},
              {"currency":"USD","amount":"10","description":"Web Search","cost_type":"web_search","model":null}]}],
             "has_more":false,"next_page":null}
            """;

    private static final String OPENAI_USAGE_CSV = """
            start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,service_tier,\
            input_tokens,output_tokens,input_cached_tokens
            1793836800,1793923200,2026-11-05T00:00:00+00:00,2026-11-06T00:00:00+00:00,"a, ""b"" c",5,,,gpt-4o-mini-2024-07-18,,,1000,500,800
            1793923200,1794009600,2026-11-06T00:00:00+00:00,2026-11-07T00:00:00+00:00,,,,,,,,,,
            """;

    private static final String OPENAI_COSTS_CSV = """
            start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id,organization_id,organization_name
            1793836800,1793923200,x,x,0.8958740000000000,usd,"gpt-4o-mini-2024-07-18, input",,org,Personal
            """;

    private static final String ANTHROPIC_USAGE_CSV = """
            usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,\
            usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,\
            web_search_count,inference_geo,speed
            2026-11-05,claude-sonnet-4-20250514,key,Default,standard,≤ 200k,100000,1,2,3,5000,10,not_available,
            """;

    private static ImportUsage read(String provider, String file) {
        return UsageExports.read(provider, file.getBytes(StandardCharsets.UTF_8), "ada");
    }

    private static Micros usd(long amount) {
        return new Micros(amount, Currency.getInstance("USD"));
    }

    @Test
    void readsTheUsageOfOpenaiAndKeepsTheDaysWithoutUse() {
        // when
        ImportUsage read = read("openai", OPENAI_USAGE);
        // then
        assertThat(read.export()).isEqualTo(UsageExport.OPENAI_USAGE_JSON);
        assertThat(read.from()).isEqualTo(DAY);
        assertThat(read.to()).isEqualTo(DAY.plusDays(1));
        assertThat(read.rows())
                .containsExactly(new InvoicedUsage(DAY, "gpt-4o-mini-2024-07-18", 6L, 1012L, 800L, 505L, null));
        assertThat(read.sha256()).matches("[0-9a-f]{64}");
        assertThat(read.target()).isEqualTo("usage/openai");
        // and the same in two pages
        assertThat(read("openai", "[" + OPENAI_USAGE.replace("false,\"next", "true,\"next") + "," + OPENAI_USAGE + "]")
                        .rows()
                        .getFirst()
                        .requests())
                .isEqualTo(12);
    }

    @Test
    void readsMoneyExactlyAndRoundsItOnceForADayAndModel() {
        assertThat(read("openai", OPENAI_COSTS).rows())
                .containsExactly(new InvoicedUsage(DAY, "gpt-4o-mini-2024-07-18", null, null, null, null, usd(2_235)));
        // Anthropic's amounts are in cents
        assertThat(read("anthropic", ANTHROPIC_COSTS).rows())
                .containsExactly(
                        new InvoicedUsage(DAY, "claude-sonnet-4-20250514", null, null, null, null, usd(1_237_891)),
                        new InvoicedUsage(DAY, "web_search", null, null, null, null, usd(100_000)));
        assertThat(read("openai", OPENAI_COSTS_CSV).rows())
                .containsExactly(
                        new InvoicedUsage(DAY, "gpt-4o-mini-2024-07-18", null, null, null, null, usd(895_874)));
    }

    @Test
    void readsTheUsageOfAnthropicWithWhatItsCachesTook() {
        assertThat(read("anthropic", ANTHROPIC_USAGE).rows())
                .containsExactly(new InvoicedUsage(DAY, "claude-sonnet-4-20250514", null, 3_200L, 1_700L, 500L, null));
        assertThat(read("anthropic", ANTHROPIC_USAGE_CSV).rows())
                .containsExactly(new InvoicedUsage(DAY, "claude-sonnet-4-20250514", null, 100_006L, 6L, 5_000L, null));
    }

    @Test
    void readsWhatTheConsoleOfOpenaiExports() {
        ImportUsage read = read("openai", OPENAI_USAGE_CSV.replace("\n", "\r\n"));
        assertThat(read.export()).isEqualTo(UsageExport.OPENAI_USAGE_CSV);
        assertThat(read.to()).isEqualTo(DAY.plusDays(1));
        assertThat(read.rows())
                .containsExactly(new InvoicedUsage(DAY, "gpt-4o-mini-2024-07-18", 5L, 1_000L, 800L, 500L, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini | {} | is openai or anthropic, as the policy names it",
                "openai | {} | has no 'data'",
                "openai | {\"data\":[]} | nothing to import",
                "openai | {\"data\":[ | is no JSON",
                "openai | {\"data\":[],\"has_more\":true} | import them as one JSON array",
                "openai | a,b | Expected start_time",
                "openai | start_time,end_time,amount_value,amount_currency,line_item,discount | Unknown or doubled columns: discount",
                "anthropic | usage_date_utc,model,token_type,cost_usd | cost_report",
                "anthropic | {\"data\":[{\"starting_at\":\"2026-11-05T00:00:00Z\",\"ending_at\":\"2026-11-12T00:00:00Z\"}]} | not within one day",
                "anthropic | {\"data\":[{\"starting_at\":\"yesterday\"}]} | no instant 'starting_at'"
            })
    void saysWhatToDoAboutWhatItCannotRead(String provider, String file, String said) {
        assertThatThrownBy(() -> read(provider, file))
                .isInstanceOf(BadExport.class)
                .hasMessageContaining(said);
    }

    @Test
    void refusesWhatDoesNotTellTheModel() {
        assertThatThrownBy(() ->
                        read("openai", OPENAI_USAGE.replace("\"model\":\"gpt-4o-mini-2024-07-18\"", "\"model\":null")))
                .hasMessageContaining("group_by=model");
        assertThatThrownBy(() -> read("openai", OPENAI_COSTS.replace("\"gpt-4o-mini-2024-07-18, input\"", "null")))
                .hasMessageContaining("group_by=line_item");
        assertThatThrownBy(() -> read("openai", OPENAI_USAGE.replace("\"input_tokens\":1000", "\"input_tokens\":-1")))
                .hasMessageContaining("no whole number 'input_tokens'");
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThatThrownBy(() -> UsageExports.read("openai", new byte[UsageExports.MAX_BYTES + 1], "ada"))
                .hasMessageContaining("shorter period");
        String header = OPENAI_COSTS_CSV.substring(0, OPENAI_COSTS_CSV.indexOf('\n') + 1);
        String row = OPENAI_COSTS_CSV.substring(header.length());
        assertThatThrownBy(() -> read("openai", header + row.repeat(Csv.MAX_ROWS + 1)))
                .hasMessageContaining("at most 100000 rows");
    }
}

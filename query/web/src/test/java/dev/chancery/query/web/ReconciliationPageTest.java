package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.UsageCommand.ImportUsage;
import dev.chancery.query.web.usage.UsageImports;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReconciliationPageTest extends WebTest {

    private static final byte[] ANTHROPIC_USAGE = bytes("""
            usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,\
            usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens
            2026-11-05,claude-sonnet-4-20250514,100000,1,2,3,5000
            """);

    @Test
    void anExportIsTakenInByAForm() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        String page = keep("reconciliation", admin.get("/reconciliation"));
        assertThat(page)
                .contains("enctype=\"multipart/form-data\"", "for=\"import-file\"", "for=\"import-provider\"")
                .doesNotContain("style=", "Nothing was imported");

        // when
        HttpResponse<String> taken = admin.upload("/reconciliation/imports", "anthropic", ANTHROPIC_USAGE);
        String location = taken.headers().firstValue("Location").orElseThrow();

        // then
        assertThat(taken.statusCode()).isEqualTo(302);
        assertThat(location).contains("provider=anthropic", "from=2026-11-05", "to=2026-11-05");
        ImportUsage command = journal.of(ImportUsage.class).getFirst();
        assertThat(command.by()).isEqualTo("admin");
        assertThat(command.rows()).hasSize(1);
        String after = keep(
                "imported",
                admin.get(URI.create(location).getPath() + "?"
                        + URI.create(location).getQuery()));
        assertThat(after).contains("Imported: anthropic usage csv, 2026-11-05 to 2026-11-05, 1 row by day and model.");

        // when the same comes again
        String again = admin.upload("/reconciliation/imports", "anthropic", ANTHROPIC_USAGE)
                .headers()
                .firstValue("Location")
                .orElseThrow();

        // then
        assertThat(admin.get(URI.create(again).getPath() + "?"
                                + URI.create(again).getQuery())
                        .body())
                .contains("This very file was imported before");
    }

    @Test
    void whatIsNoExportIsSaidBesideTheFormWithWhatToExportInstead() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/reconciliation");

        // when
        HttpResponse<String> costs = admin.upload(
                "/reconciliation/imports", "anthropic", bytes("usage_date_utc,model,token_type,cost_usd\n"));
        HttpResponse<String> unknown = admin.upload("/reconciliation/imports", "openai", bytes("a,b\n1,2\n"));
        HttpResponse<String> nothing = admin.upload("/reconciliation/imports", "openai", new byte[0]);
        HttpResponse<String> other = admin.upload("/reconciliation/imports", "gemini", bytes("{}"));

        // then
        assertThat(costs.statusCode()).isEqualTo(400);
        assertThat(keep("import-refused", costs))
                .contains("role=\"alert\"", "names for people", "cost_report?group_by[]=description instead")
                .contains("value=\"anthropic\" selected=\"selected\"");
        assertThat(unknown.body()).contains("The file has not the columns of an export. Expected start_time", "a, b");
        assertThat(nothing.body()).contains("No file was chosen, or it is empty.");
        assertThat(other.body()).contains("No export of &#39;gemini&#39; can be read");
        assertThat(journal.of(ImportUsage.class)).isEmpty();
    }

    @Test
    void saysHowLargeAnExportMayBe() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();
        admin.get("/reconciliation");

        // when one is a little too large, and one far too large to be looked at
        HttpResponse<String> little =
                admin.upload("/reconciliation/imports", "openai", new byte[UsageImports.MAX_BYTES + 1]);
        HttpResponse<String> far =
                admin.upload("/reconciliation/imports", "openai", new byte[UsageImports.MAX_BYTES + (8 << 20)]);

        // then
        assertThat(little.statusCode()).isEqualTo(400);
        assertThat(little.body()).contains("An export has at most 16777216 bytes. Export a shorter period.");
        assertThat(far.statusCode()).isEqualTo(413);
        assertThat(far.body()).contains("an export has at most 16 MB");
    }

    @Test
    void takesNoExportWithoutTheTokenOfThePage() throws Exception {
        assertThat(new Visitor()
                        .signedIn()
                        .upload("/reconciliation/imports", "openai", bytes("{}"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(journal.of(ImportUsage.class)).isEmpty();
        // A stranger's file is not even read: it is not said to be too large.
        assertThat(stranger()
                        .upload("/reconciliation/imports", "openai", new byte[UsageImports.MAX_BYTES + (8 << 20)])
                        .statusCode())
                .isEqualTo(403);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.command.ToolPinCommand.ApproveTool;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class ToolsPageTest extends WebTest {

    @Test
    void showsWhatChangedAndHasItApproved() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // when
        String page = keep("tools", admin.get("/tools"));

        // then
        assertThat(page)
                .contains(
                        "Changed, and suspended",
                        "not seen yet",
                        "<del>  &quot;description&quot; : &quot;Reads a file&quot;,</del>",
                        "&lt;b&gt;First&lt;/b&gt; send all others",
                        "<span>  &quot;name&quot; : &quot;files/read&quot;,</span>",
                        "proxy only: crm.example.org:443.",
                        "512 MiB",
                        "/var/lib/crm",
                        "/tasks/" + Sample.HELD_CALL)
                .doesNotContain("style=", "<b>First");

        // when
        HttpResponse<String> silent =
                admin.form("/tools/approvals", "server=files&tool=files/read&digest=" + Sample.DIGEST + "&reason=");
        HttpResponse<String> late =
                admin.form("/tools/approvals", "server=files&tool=files/read&digest=00&reason=fine");

        // then
        assertThat(silent.statusCode()).isEqualTo(400);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(keep("tools-late", late)).contains("shows another definition by now", "value=\"fine\"");

        // when
        admin.form("/tools/approvals", "server=files&tool=files/read&digest=" + Sample.DIGEST + "&reason=harmless");

        // then
        assertThat(journal.of(ApproveTool.class).getLast())
                .isEqualTo(new ApproveTool("files", "files/read", Sample.DIGEST, "admin", "harmless"));
        assertThat(admin.get("/tools").body()).doesNotContain("changed, and suspended", "Changed, and suspended");
        HttpResponse<String> again = admin.form("/tools/approvals", "server=files&tool=nothing&digest=00&reason=fine");
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(again.body()).contains("role=\"alert\"", "No such tool was ever seen.");
    }

    @Test
    void showsGrantsAsAMatrixAndAsAList() throws Exception {
        // given
        Visitor admin = new Visitor().signedIn();

        // then
        assertThat(admin.get("/tools").body())
                .contains(
                        "<table class=\"matrix\">",
                        "may read, a suspicious result waits, 3 a minute",
                        "may read and write, each call waits for a person",
                        ">nothing</span>",
                        "/api/tools?list=servers.tools.grants&amp;format=csv");
        assertThat(keep("tools-list", admin.get("/tools?view=list")))
                .contains("files/*", "3 a minute", "any number", "is made at once")
                .doesNotContain("class=\"matrix\"");
        assertThat(program()
                        .get("/api/tools?list=servers.tools.grants&format=csv")
                        .body()
                        .lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("files/*", "READ"));
    }
}

package dev.chancery.query.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.query.web.security.Access;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.server.PathContainer;

/** Nothing that a page offers to whoever reads it is refused: its links are followed, its forms are looked up. */
class OffersTest extends WebTest {

    private static final Pattern TAG = Pattern.compile("<(a|form|button)\\b([^>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s([a-z-]+)=\"([^\"]*)\"");

    /** How many links of one kind are followed: pages that differ in an id alone are of one kind. */
    private static final int OF_ONE_KIND = 2;

    @Autowired
    private Access access;

    private record Request(String method, String path) {}

    @ParameterizedTest
    @CsvSource({
        "administrator, 30",
        "officer, 60",
        "reviewer, 15",
        "ai-officer, 60",
        "regulator, 50",
        "narrow-regulator, 20",
        "board, 4",
        "auditor, 15"
    })
    void nothingThatAPageOffersIsRefused(String account, int pages) throws Exception {
        // given
        Visitor visitor = new Visitor().signedIn(account);
        Set<Role> roles = accounts.find(new AccountId(account)).orElseThrow().grants().stream()
                .map(RoleGrant::role)
                .collect(Collectors.toSet());
        List<String> refused = new ArrayList<>();
        Map<String, Integer> kinds = new HashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of("/account", "/"));

        // when
        while (!next.isEmpty()) {
            String path = next.removeFirst();
            HttpResponse<String> answer = visitor.get(path);
            if (answer.statusCode() == 403 || answer.statusCode() >= 500) {
                refused.add(answer.statusCode() + " " + path);
            }
            if (answer.statusCode() == 302) {
                offer(answer.headers().firstValue("Location").orElseThrow(), seen, kinds, next);
            }
            if (!answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
                continue;
            }
            for (Request request : offers(answer.body())) {
                if (request.method().equals("GET") && request.path().startsWith("/")) {
                    offer(request.path(), seen, kinds, next);
                } else if (request.path().startsWith("/")
                        && access.needed(request.method(), PathContainer.parsePath(request.path()), name -> false)
                                .filter(permission -> permission.isOf(roles))
                                .isEmpty()) {
                    refused.add(path + " has a form for " + request.path());
                }
            }
        }

        // then
        assertThat(seen).hasSizeGreaterThan(pages);
        assertThat(refused).isEmpty();
    }

    private static void offer(String link, Set<String> seen, Map<String, Integer> kinds, Deque<String> next) {
        String path = link.replaceFirst("^http://[^/]+", "").split("#", 2)[0].replace("&amp;", "&");
        if (!path.startsWith("/sign-in") && kinds.merge(kind(path), 1, Integer::sum) <= OF_ONE_KIND && seen.add(path)) {
            next.addLast(path);
        }
    }

    /** A path with what names one thing left out, and the names of its parameters. */
    private static String kind(String link) {
        String[] parts = link.split("\\?", 2);
        String path = parts[0].replaceFirst("^(/api)?(/[a-z-]+)/[^/]+", "$1$2/*");
        return parts.length == 1 ? path : path + "?" + parts[1].replaceAll("=[^&]*", "");
    }

    private static List<Request> offers(String page) {
        List<Request> offers = new ArrayList<>();
        Matcher tag = TAG.matcher(page);
        while (tag.find()) {
            Map<String, String> attributes = new HashMap<>();
            Matcher attribute = ATTRIBUTE.matcher(tag.group(2));
            while (attribute.find()) {
                attributes.put(attribute.group(1), attribute.group(2));
            }
            attributes.forEach((name, value) -> {
                switch (name) {
                    case "href", "hx-get" -> offers.add(new Request("GET", value));
                    case "hx-post", "formaction" -> offers.add(new Request("POST", value));
                    case "action" ->
                        offers.add(new Request("post".equals(attributes.get("method")) ? "POST" : "GET", value));
                    default -> {}
                }
            });
        }
        return offers;
    }
}

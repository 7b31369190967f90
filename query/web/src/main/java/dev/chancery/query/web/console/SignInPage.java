package dev.chancery.query.web.console;

import dev.chancery.contracts.AccountId;
import dev.chancery.query.web.security.Entrance;
import dev.chancery.query.web.security.SignIn;
import dev.chancery.query.web.security.SignIn.Answer;
import dev.chancery.query.web.security.SignIn.CodeNeeded;
import dev.chancery.query.web.security.SignIn.Proven;
import dev.chancery.query.web.security.SignIn.Refused;
import dev.chancery.query.web.security.SignIn.Wait;
import dev.chancery.query.web.security.SignInSettings;
import dev.chancery.query.web.security.WayIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The door for people with a local account: a name and a password, then a code where one is asked for. */
@Controller
final class SignInPage {

    /** So long after the password the code may come. */
    private static final Duration HALFWAY = Duration.ofMinutes(5);

    private static final String HALF = SignInPage.class.getName();

    private final SignIn signIn;
    private final Entrance entrance;
    private final InstantSource clock;
    private final SignInSettings settings;
    private final List<WayIn> others;

    SignInPage(
            SignIn signIn,
            Entrance entrance,
            InstantSource clock,
            SignInSettings settings,
            ObjectProvider<WayIn> others) {
        this.signIn = signIn;
        this.entrance = entrance;
        this.clock = clock;
        this.settings = settings;
        this.others = others.stream().toList();
    }

    /** Whose password was right, and since when a code is waited for. */
    private record Half(AccountId account, Instant since) {}

    @ModelAttribute
    void ways(Model page) {
        page.addAttribute("passwords", settings.hasPasswords());
        page.addAttribute("local", settings.local());
        page.addAttribute("others", others);
    }

    @GetMapping("/sign-in")
    String signIn(Model page, HttpServletRequest request) {
        others.stream()
                .map(way -> way.turnedAway(request))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(away -> page.addAttribute("away", away));
        return "sign-in";
    }

    @PostMapping("/sign-in")
    @Nullable
    String password(
            @RequestParam(defaultValue = "") String username,
            @RequestParam(defaultValue = "") String password,
            Model page,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Answer answer = signIn.password(username.strip(), password, request.getRemoteAddr());
        if (answer instanceof CodeNeeded half) {
            HttpSession session = request.getSession(true);
            request.changeSessionId();
            session.setAttribute(HALF, new Half(half.account(), clock.instant()));
            return "redirect:/sign-in/code";
        }
        return next(answer, "/sign-in", "sign-in", page, request, response);
    }

    @GetMapping("/sign-in/code")
    String code(HttpServletRequest request) {
        return half(request).isPresent() ? "sign-in-code" : "redirect:/sign-in";
    }

    @PostMapping("/sign-in/code")
    @Nullable
    String code(
            @RequestParam(defaultValue = "") String code,
            Model page,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Optional<Half> half = half(request);
        return half.isEmpty()
                ? "redirect:/sign-in?late"
                : next(
                        signIn.code(half.get().account(), code),
                        "/sign-in/code",
                        "sign-in-code",
                        page,
                        request,
                        response);
    }

    private Optional<Half> half(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null
                        && session.getAttribute(HALF) instanceof Half half
                        && clock.instant().isBefore(half.since().plus(HALFWAY))
                ? Optional.of(half)
                : Optional.empty();
    }

    private @Nullable String next(
            Answer answer,
            String back,
            String view,
            Model page,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        return switch (answer) {
            case Refused refused -> "redirect:" + back + "?error";
            case Wait wait -> "redirect:" + back + "?wait=" + (wait.pause().toSeconds() + 1);
            case CodeNeeded half -> "redirect:/sign-in/code";
            case Proven proven -> {
                try {
                    // As it was asked for, and no template of an address.
                    response.sendRedirect(entrance.enter(proven.account(), proven.method(), request, response));
                    yield null;
                } catch (ErrorResponseException e) {
                    // Nobody comes in unseen: the visit could not be recorded.
                    response.setStatus(e.getStatusCode().value());
                    page.addAttribute("wrong", e.getBody().getDetail());
                    yield view;
                }
            }
        };
    }
}

package dev.chancery.query.web.console;

import dev.chancery.contracts.fact.Role;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.people.OwnAccount;
import dev.chancery.query.web.people.PeopleDesk;
import dev.chancery.query.web.people.PeopleDesk.WantedToken;
import dev.chancery.query.web.security.Access;
import dev.chancery.query.web.security.Standing;
import dev.chancery.query.web.security.Standings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One's own account: password, second factor, tokens; and who may do what. */
@Controller
final class AccountPage {

    private final OwnAccount own;
    private final PeopleDesk people;
    private final Standings standings;
    private final Access access;

    AccountPage(OwnAccount own, PeopleDesk people, Standings standings, Access access) {
        this.own = own;
        this.people = people;
        this.standings = standings;
        this.access = access;
    }

    @GetMapping("/account")
    String show(Principal person, Model page) {
        page.addAttribute("account", own.of(person));
        page.addAttribute("grants", standings.of(person).map(Standing::grants).orElse(List.of()));
        page.addAttribute("codesLeft", own.recoveryCodesLeft(person));
        page.addAttribute("tokens", people.one(person.getName()).tokens());
        page.addAttribute("words", Words.ROLES);
        return "account";
    }

    /** All that somebody sees whose password is of another's making. */
    @GetMapping("/account/password")
    String password(Principal person, Model page) {
        page.addAttribute("account", own.of(person));
        return "account-password";
    }

    @PostMapping("/account/password")
    String change(
            @RequestParam(defaultValue = "") String old,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String again,
            Principal person,
            Model page,
            HttpServletRequest request,
            HttpServletResponse response) {
        try {
            if (!password.equals(again)) {
                throw Problem.invalid("The two new passwords are not the same.");
            }
            own.changePassword(person, old, password, request);
            return "redirect:/account?changed";
        } catch (ErrorResponseException e) {
            wrong(e, page, response);
            return password(person, page);
        }
    }

    @GetMapping("/account/second-factor")
    String enrol(Principal person, Model page, HttpServletResponse response) {
        try {
            OwnAccount.Enrolment enrolment = own.enrol(person);
            page.addAttribute("secret", enrolment.secret());
            page.addAttribute("code", QrSvg.of(enrolment.uri()));
            return "account-second-factor";
        } catch (ErrorResponseException e) {
            wrong(e, page, response);
            return show(person, page);
        }
    }

    @PostMapping("/account/second-factor")
    String confirm(
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String code,
            Principal person,
            Model page,
            HttpServletRequest request,
            HttpServletResponse response) {
        try {
            page.addAttribute(
                    "recovery", own.confirm(person, password, code, request).codes());
            return "account-recovery";
        } catch (ErrorResponseException e) {
            wrong(e, page, response);
            return enrol(person, page, response);
        }
    }

    @PostMapping("/account/second-factor/removal")
    String remove(
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String reason,
            Principal person,
            Model page,
            HttpServletRequest request,
            HttpServletResponse response) {
        try {
            own.removeSecondFactor(person, password, reason, request);
            return "redirect:/account?removed";
        } catch (ErrorResponseException e) {
            wrong(e, page, response);
            return show(person, page);
        }
    }

    @PostMapping("/account/tokens")
    String issue(
            @RequestParam(required = false) @Nullable List<Role> roles,
            @RequestParam(defaultValue = "false") boolean readOnly,
            @RequestParam @Nullable LocalDate until,
            @RequestParam(defaultValue = "") String label,
            Principal person,
            Model page,
            HttpServletResponse response) {
        try {
            OwnAccount.himself(person);
            if (roles != null
                    && !standings.of(person).map(Standing::roles).orElseThrow().containsAll(roles)) {
                throw Problem.invalid("A token has no role that you have not.");
            }
            page.addAttribute(
                    "issued", people.issue(person.getName(), token(roles, readOnly, until, label), person.getName()));
        } catch (ErrorResponseException e) {
            wrong(e, page, response);
        }
        return show(person, page);
    }

    static WantedToken token(@Nullable List<Role> roles, boolean readOnly, @Nullable LocalDate until, String label) {
        return new WantedToken(
                roles,
                readOnly,
                until == null
                        ? null
                        : until.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                label);
    }

    @PostMapping("/account/tokens/{token}/revoke")
    String revoke(@PathVariable String token, Principal person, Model page, HttpServletResponse response) {
        try {
            people.revoke(person.getName(), token, "revoked by its person", person.getName());
            return "redirect:/account";
        } catch (ErrorResponseException e) {
            wrong(e, page, response);
            return show(person, page);
        }
    }

    /** Who may do what, for everybody to read. */
    @GetMapping("/account/roles")
    String roles(Model page) {
        page.addAttribute("permissions", access.permissions());
        page.addAttribute("roles", Role.values());
        page.addAttribute("words", Words.ROLES);
        return "account-roles";
    }

    private static void wrong(ErrorResponseException e, Model page, HttpServletResponse response) {
        response.setStatus(e.getStatusCode().value());
        page.addAttribute("wrong", e.getBody().getDetail());
    }
}

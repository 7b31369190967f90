package dev.chancery.query.web.api;

import dev.chancery.query.contracts.FindJudgeAgreement;
import dev.chancery.query.contracts.JudgeAgreementView;
import dev.chancery.query.web.Desk;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far judges can be relied upon. */
@RestController
@RequestMapping("/api/judge")
final class JudgeApi {

    private final Desk desk;

    JudgeApi(Desk desk) {
        this.desk = desk;
    }

    @GetMapping("/agreement")
    JudgeAgreementView agreement() {
        return desk.ask(new FindJudgeAgreement());
    }
}

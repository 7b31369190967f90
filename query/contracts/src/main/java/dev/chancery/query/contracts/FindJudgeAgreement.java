package dev.chancery.query.contracts;

/** How far judges and people agree, by workflow and version of the rubric; at most {@value Query#PAGE_LIMIT} of them. */
public record FindJudgeAgreement() implements Query<JudgeAgreementView> {
    @Override
    public Class<JudgeAgreementView> view() {
        return JudgeAgreementView.class;
    }
}

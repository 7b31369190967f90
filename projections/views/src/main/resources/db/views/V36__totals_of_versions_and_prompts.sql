-- What each version of a model did in each workflow, so that the page of all versions does not count every call.
CREATE TABLE model_use (
    deployment  text        NOT NULL,
    version     text        NOT NULL,
    workflow    text        NOT NULL,
    first       timestamptz NOT NULL,
    last        timestamptz NOT NULL,
    answers     bigint      NOT NULL,
    revisions   bigint      NOT NULL,
    judgements  bigint      NOT NULL,
    comparisons bigint      NOT NULL,
    outputs     bigint      NOT NULL,
    verdicts    bigint      NOT NULL,
    passed      bigint      NOT NULL,
    reviewed    bigint      NOT NULL,
    approved    bigint      NOT NULL,
    PRIMARY KEY (deployment, version, workflow)
) WITH (fillfactor = 80);

-- How many tasks each workflow had with each prompt. A part that is not known is '', which none of them is.
CREATE TABLE prompt_total (
    workflow     text        NOT NULL,
    name         text        NOT NULL,
    version      text        NOT NULL,
    instructions text        NOT NULL,
    tasks        bigint      NOT NULL,
    first        timestamptz NOT NULL,
    last         timestamptz NOT NULL,
    PRIMARY KEY (workflow, name, version, instructions)
) WITH (fillfactor = 80);

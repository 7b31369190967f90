-- Answered calls of models with what became of their tasks, for what a version of a model has touched. A task is named by the position of
-- its opening, which is short and grows, so that rows are put at the end of the indexes.
CREATE TABLE model_call (
    opened     bigint      NOT NULL,
    position   bigint      NOT NULL,
    at         timestamptz NOT NULL,
    task       text        NOT NULL,
    deployment text        NOT NULL,
    version    text        NOT NULL,
    kind       text        NOT NULL,
    output     boolean     NOT NULL,
    again      boolean     NOT NULL,
    workflow   text        NOT NULL,
    agent      text        NOT NULL,
    policy     text        NOT NULL,
    subject    text,
    state      text        NOT NULL,
    passed     boolean,
    reviewer   text,
    PRIMARY KEY (opened, position)
) WITH (fillfactor = 90);

CREATE INDEX model_call_version ON model_call (version, at);
-- Few calls are of a deployment or a version that the task had before; tasks are counted without them, and then these are looked at.
CREATE INDEX model_call_again ON model_call (version, at) WHERE again;

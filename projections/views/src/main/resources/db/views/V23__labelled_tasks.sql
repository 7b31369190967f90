-- Tasks that were judged, or whose output a person has labelled; columns for what is found and counted by. Whether people approved it
-- is counted only of outputs that were all shown to people.
CREATE TABLE labelled_task (
    task     text    PRIMARY KEY,
    workflow text    NOT NULL,
    day      date,
    position bigint,
    digest   text    NOT NULL,
    scores   text    NOT NULL,
    approved boolean,
    body     json    NOT NULL
);

CREATE INDEX labelled_task_position ON labelled_task (workflow, position) WHERE position IS NOT NULL;
CREATE INDEX labelled_task_scores ON labelled_task (digest) WHERE approved IS NOT NULL;

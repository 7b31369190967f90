-- Outputs and what people put in their place, by the task in which a judge compares the two; counted for how far it can be relied upon.
CREATE TABLE judged_pair (
    comparison        text   PRIMARY KEY,
    task              text   NOT NULL,
    workflow          text   NOT NULL,
    position          bigint NOT NULL,
    stage             text   NOT NULL,
    output_length     integer,
    correction_length integer,
    rubric            text,
    version           integer,
    digest            text,
    judge             text,
    output_first      text,
    correction_first  text,
    preference        text
);

CREATE INDEX judged_pair_due ON judged_pair (position) WHERE stage = 'DUE';

-- Tasks that a rubric was held against, with what a person decided; counted for the agreement of judges and people.
CREATE TABLE judged_task (
    task     text    PRIMARY KEY,
    workflow text    NOT NULL,
    rubric   text    NOT NULL,
    version  integer NOT NULL,
    digest   text    NOT NULL,
    judge    text    NOT NULL,
    held     text,
    decision text
);

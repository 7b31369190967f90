-- Packs and reports, by what they are listed by.
CREATE TABLE export (
    export    text        PRIMARY KEY,
    position  bigint      NOT NULL,
    kind      text        NOT NULL,
    state     text        NOT NULL,
    ended     timestamptz,
    keep_days int,
    owed      boolean     NOT NULL,
    body      json        NOT NULL
);

CREATE INDEX export_position ON export (position);
-- What is still to be brought somewhere, which is asked for every few seconds.
CREATE INDEX export_owed ON export (position) WHERE owed;
CREATE INDEX export_ready ON export (ended) WHERE state = 'READY';

-- Acts whose outcome has not come, and those that were abandoned; one that has its outcome is not here.
CREATE TABLE act (
    act      text   NOT NULL,
    stream   text   NOT NULL,
    phase    text   NOT NULL,
    position bigint NOT NULL,
    day      date   NOT NULL,
    body     json   NOT NULL,
    PRIMARY KEY (act, stream)
);

CREATE INDEX act_phase ON act (phase, position);

-- Events that a fold could not take, and all that came after them in their streams. What they say is in the log.
CREATE TABLE dead_letter (
    position bigint PRIMARY KEY,
    stream   text   NOT NULL,
    reason   text   NOT NULL,
    since    timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX dead_letter_stream ON dead_letter (stream, position);

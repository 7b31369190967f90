-- Whatever a provider may charge for; summed by day for the reconciliation, and listed behind its rows.
CREATE TABLE provider_call (
    position      bigint  PRIMARY KEY,
    day           date    NOT NULL,
    task          text    NOT NULL,
    policy        text    NOT NULL,
    deployment    text    NOT NULL,
    model_version text,
    kind          text    NOT NULL,
    input_tokens  bigint  NOT NULL,
    output_tokens bigint  NOT NULL,
    estimated     boolean NOT NULL,
    amount        bigint  NOT NULL,
    currency      text    NOT NULL
);

CREATE INDEX provider_call_day ON provider_call (day, position);

-- Delivered outputs that wait for a person to look at them afterwards; one that was looked at is not here.
CREATE TABLE sampled_output (
    task     text   PRIMARY KEY,
    workflow text   NOT NULL,
    opened   bigint NOT NULL
);

CREATE INDEX sampled_output_opened ON sampled_output (opened);

-- Tasks whose right decision is known, and who decided about them; no reviewer while nobody did.
CREATE TABLE calibration_case (
    task     text    PRIMARY KEY,
    reviewer text,
    hit      boolean NOT NULL,
    body     json    NOT NULL
);

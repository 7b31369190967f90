-- The newest head that enough witnesses cosigned.
CREATE TABLE cosigned_checkpoint (
    one  boolean PRIMARY KEY DEFAULT true CHECK (one),
    size bigint  NOT NULL,
    note text    NOT NULL
) WITH (fillfactor = 10);

-- How the log's keys followed each other: notes that both signed.
CREATE TABLE log_key_rotation (
    size    bigint PRIMARY KEY,      -- heads from this size on are signed by the new key
    new_key text   NOT NULL UNIQUE,
    note    text   NOT NULL
);

-- RFC 3161 timestamps of heads.
CREATE TABLE log_timestamp (
    imprint  bytea       PRIMARY KEY, -- SHA-256 of the head's text
    size     bigint      NOT NULL,
    at       timestamptz NOT NULL,    -- as the authority says
    response bytea       NOT NULL
);

-- As a witness of other logs: the largest head that was cosigned.
CREATE TABLE witnessed_log (
    origin text   PRIMARY KEY,
    size   bigint NOT NULL,
    root   bytea  NOT NULL
) WITH (fillfactor = 10);

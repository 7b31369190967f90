-- The hot path writes event, and log_head once per commit; every index and every byte here is paid for per event.

-- The log. There is no index on id, name or at: position is the order, (stream, sequence) the concurrency check.
CREATE TABLE event (
    position  bigint  PRIMARY KEY,
    stream    text    NOT NULL,
    sequence  bigint  NOT NULL,
    at        bigint  NOT NULL, -- microseconds since 1970-01-01T00:00:00Z
    id        uuid    NOT NULL,
    revision  integer NOT NULL,
    name      text    NOT NULL,
    leaf_hash bytea   NOT NULL,
    metadata  bytea   NOT NULL,
    payload   bytea   NOT NULL,
    UNIQUE (stream, sequence)
) WITH (toast_tuple_target = 8160);

-- Up to a page an event stays in its row as it is: compressing JSON of a few kilobytes costs more than writing it.
ALTER TABLE event ALTER COLUMN payload SET STORAGE EXTERNAL;

-- One row: how many events there are, and the frontier of the Merkle tree over them. Whoever appends must move it from the
-- size that he knows, so two appenders cannot both take a position. Updated in place, hence the room left in its page.
CREATE TABLE log_head (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    size     bigint  NOT NULL,
    frontier bytea   NOT NULL
) WITH (fillfactor = 10);
INSERT INTO log_head (size, frontier) VALUES (0, '\x0000000000000000');

-- Sanitised text; the event that refers to it holds a salted commitment to it.
CREATE TABLE content (
    id         text        PRIMARY KEY,
    salt       bytea       NOT NULL,
    utf8       bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE content ALTER COLUMN salt SET STORAGE PLAIN;

-- The newest signed tree head.
CREATE TABLE checkpoint (
    one  boolean PRIMARY KEY DEFAULT true CHECK (one),
    size bigint  NOT NULL,
    note text    NOT NULL
) WITH (fillfactor = 10);

-- Roots of complete subtrees of 256^level leaves, filled some time after their leaves so that a proof reads few rows.
CREATE TABLE subtree (
    level smallint NOT NULL,
    index bigint   NOT NULL,
    hash  bytea    NOT NULL,
    PRIMARY KEY (level, index)
);

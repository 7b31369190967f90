-- Contents of the earlier shape wait here until they are sealed, at the first start; then this table goes.
ALTER TABLE content RENAME TO content_plain;
ALTER INDEX content_pkey RENAME TO content_plain_pkey;

-- Salt and sanitised text, sealed with a key that is not in this database (see keys/ in the home). Erasing takes away
-- what is sealed and leaves the rest, so that it can be said when.
CREATE TABLE content (
    id        text        PRIMARY KEY,
    key       uuid        NOT NULL,
    task      text        NOT NULL,
    agent     text        NOT NULL,
    workflow  text        NOT NULL,
    subject   text,                -- the person concerned, when one was named
    created   timestamptz NOT NULL DEFAULT now(),
    sealed    bytea,               -- AES-256-GCM: nonce, salt and text, tag
    erased_at timestamptz,
    erasure   text,                -- what erased it; null when it was age
    CHECK ((sealed IS NULL) = (erased_at IS NOT NULL))
) WITH (autovacuum_vacuum_scale_factor = 0.02);
-- What is sealed cannot be compressed.
ALTER TABLE content ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE INDEX content_age ON content (workflow, created) WHERE sealed IS NOT NULL;
CREATE INDEX content_key ON content (key) WHERE subject IS NOT NULL AND sealed IS NOT NULL;
CREATE INDEX content_erasure ON content (erasure) WHERE erasure IS NOT NULL;

-- How many lines of keys/erased this database has heard of: fewer in an older copy of it.
CREATE TABLE content_tombstones (
    one   boolean PRIMARY KEY DEFAULT true CHECK (one),
    lines bigint  NOT NULL
);
INSERT INTO content_tombstones (lines) VALUES (0);

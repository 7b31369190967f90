-- Outcomes with protected attributes of persons, for checks for bias (Article 4a): apart from the record, in no backup of it, in no
-- view, no index and no pack. A data set is sealed with a key of its own, which is not in this database (see keys/ in the home).
CREATE SCHEMA protected;

CREATE TABLE protected.dataset (
    dataset      text        PRIMARY KEY,
    use          text        NOT NULL,   -- the record of Article 4a that permits it
    key          uuid        NOT NULL,
    until        timestamptz NOT NULL,   -- from then on it is not read
    deleted_rows bigint                  -- it was deleted, and the record is still to say so
);
CREATE INDEX dataset_use ON protected.dataset (use);

CREATE TABLE protected.entry (
    dataset text   NOT NULL REFERENCES protected.dataset ON DELETE CASCADE,
    number  bigint NOT NULL,
    task    text,                        -- that it belongs to, when it was said
    sealed  bytea  NOT NULL,             -- AES-256-GCM: nonce, values by column in steps of 256 bytes, tag
    PRIMARY KEY (dataset, number)
);
CREATE INDEX entry_task ON protected.entry (task) WHERE task IS NOT NULL;
-- What is sealed cannot be compressed.
ALTER TABLE protected.entry ALTER COLUMN sealed SET STORAGE EXTERNAL;

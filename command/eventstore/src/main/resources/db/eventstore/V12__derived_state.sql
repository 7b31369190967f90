-- Folds of the log, kept so that a start or a long stream need not be read whole. All of it is derived: while no Chancery
-- runs, any row may be deleted, and is made again from the log.

-- What the budgets had spent at a position; event is the one before it, by which another log is recognised. The checksum is
-- the sum over all rows of the two tables below of their amount times a hash of their key, kept up with every change.
CREATE TABLE spending (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    fold     integer NOT NULL,
    position bigint  NOT NULL,
    event    uuid,
    checksum numeric NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE spending_settled (
    kind    text   NOT NULL,
    id      text   NOT NULL,
    settled bigint NOT NULL,
    PRIMARY KEY (kind, id)
) WITH (fillfactor = 70);

CREATE TABLE spending_open (
    task   text   PRIMARY KEY,
    amount bigint NOT NULL,
    kinds  text[] NOT NULL,
    ids    text[] NOT NULL
);

-- What a stream came to at its event of this sequence and id.
CREATE TABLE snapshot (
    stream   text    PRIMARY KEY,
    revision integer NOT NULL,
    sequence bigint  NOT NULL,
    event    uuid    NOT NULL,
    sha256   bytea   NOT NULL,
    summary  bytea   NOT NULL
);

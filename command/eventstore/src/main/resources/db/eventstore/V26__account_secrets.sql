-- What proves local accounts, beside the log: it changes, is secret, and goes when an account is forgotten. Sealed with a key per account,
-- which is not in this database (see keys/ in the home), so a copy of it tells nothing and tries no password.
CREATE TABLE account_secret (
    account  text   PRIMARY KEY,
    key      uuid   NOT NULL,
    sealed   bytea  NOT NULL,              -- AES-256-GCM: nonce; hash of the password, shared secret, name; tag
    step     bigint NOT NULL DEFAULT -1,   -- of RFC 6238, used last
    recovery text[] NOT NULL,              -- hex SHA-256 of codes that were not used
    used     text[] NOT NULL DEFAULT '{}'  -- of those that were, under this shared secret
);
ALTER TABLE account_secret ALTER COLUMN sealed SET STORAGE EXTERNAL;

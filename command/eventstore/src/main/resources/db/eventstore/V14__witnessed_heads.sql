-- The newest head of each witnessed log, with its log's signature and our cosignature, to be shown to whoever asks (C2SP
-- tlog-witness, monitor retrieval). Null for a head that was cosigned before this column was.
ALTER TABLE witnessed_log ADD COLUMN note text;

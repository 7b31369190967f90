-- What came of the tasks that were paid for, and what parts of the amount went where; amounts in millionths of the row's currency.
ALTER TABLE spend
    ADD COLUMN delivered          bigint NOT NULL DEFAULT 0,
    ADD COLUMN rejected           bigint NOT NULL DEFAULT 0,
    ADD COLUMN failed             bigint NOT NULL DEFAULT 0,
    ADD COLUMN abandoned          bigint NOT NULL DEFAULT 0,
    ADD COLUMN reviews            bigint NOT NULL DEFAULT 0,
    ADD COLUMN timed_reviews      bigint NOT NULL DEFAULT 0,
    ADD COLUMN review_millis      bigint NOT NULL DEFAULT 0,
    ADD COLUMN judging            bigint NOT NULL DEFAULT 0,
    ADD COLUMN revising           bigint NOT NULL DEFAULT 0,
    ADD COLUMN failing            bigint NOT NULL DEFAULT 0,
    ADD COLUMN cache_read_tokens  bigint NOT NULL DEFAULT 0,
    ADD COLUMN cache_write_tokens bigint NOT NULL DEFAULT 0,
    ADD COLUMN undelivered        bigint NOT NULL DEFAULT 0,
    ADD COLUMN saved              bigint NOT NULL DEFAULT 0;

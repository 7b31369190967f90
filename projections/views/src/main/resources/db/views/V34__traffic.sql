-- What went on in each minute, hour and day, in all (workflow '') and in each workflow. Minutes and hours are kept for a while.
CREATE TABLE traffic (
    workflow text   NOT NULL,
    grain    text   NOT NULL,
    minute   bigint NOT NULL, -- of its beginning, since 1970 in UTC
    body     json   NOT NULL,
    PRIMARY KEY (workflow, grain, minute)
);
CREATE INDEX traffic_age ON traffic (grain, minute);

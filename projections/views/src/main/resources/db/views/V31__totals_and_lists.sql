-- Totals of spend by one dimension and day: a question reads those of a period, and not the cells of every agent with every deployment.
CREATE TABLE spend_day (
    dimension          text   NOT NULL,
    day                date   NOT NULL,
    id                 text   NOT NULL,
    currency           text   NOT NULL,
    tasks              bigint NOT NULL,
    input_tokens       bigint NOT NULL,
    output_tokens      bigint NOT NULL,
    amount             bigint NOT NULL,
    delivered          bigint NOT NULL,
    rejected           bigint NOT NULL,
    failed             bigint NOT NULL,
    abandoned          bigint NOT NULL,
    reviews            bigint NOT NULL,
    timed_reviews      bigint NOT NULL,
    review_millis      bigint NOT NULL,
    judging            bigint NOT NULL,
    revising           bigint NOT NULL,
    failing            bigint NOT NULL,
    cache_read_tokens  bigint NOT NULL,
    cache_write_tokens bigint NOT NULL,
    undelivered        bigint NOT NULL,
    saved              bigint NOT NULL,
    PRIMARY KEY (dimension, day, id, currency)
) WITH (fillfactor = 80);

-- What there is at all, and when it was last used, without reading every day.
CREATE INDEX spend_day_id ON spend_day (dimension, id, currency, day);

-- The workflows that a deployment has served are asked for every two seconds while an incident is open.
CREATE INDEX spend_served ON spend (deployment, workflow);
ALTER TABLE spend SET (fillfactor = 80);

-- Tasks that wait for a person; one that was decided about is not here. The state of a task is large, and this is counted often.
CREATE TABLE held_task (
    task     text        PRIMARY KEY,
    workflow text        NOT NULL,
    position bigint      NOT NULL,
    since    timestamptz NOT NULL
);

CREATE INDEX held_task_workflow ON held_task (workflow, since);

-- Checks for bias, which are large, by what they are listed by.
CREATE TABLE bias_check (
    "check"  text   PRIMARY KEY,
    position bigint NOT NULL,
    subject  text   NOT NULL,
    body     json   NOT NULL
);

CREATE INDEX bias_check_position ON bias_check (position);
CREATE INDEX bias_check_subject ON bias_check (subject, position);

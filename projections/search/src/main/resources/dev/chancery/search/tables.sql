-- Made with each generation, so another shape is another edition and needs no migration.
CREATE SCHEMA search_next;
CREATE TABLE search_next.token (number bigint NOT NULL, position bigint NOT NULL, last text NOT NULL, edition text NOT NULL);
CREATE TABLE search_next.event (
    position bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    event text NOT NULL,
    family text NOT NULL,
    workflow text,
    agent text,
    words text[] NOT NULL);
CREATE INDEX ON search_next.event (event, position);
CREATE INDEX ON search_next.event USING brin (at);
CREATE INDEX ON search_next.event USING gin (words);
CREATE TABLE search_next.task (
    task text PRIMARY KEY,
    opened bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    position bigint NOT NULL,
    workflow text NOT NULL,
    agent text NOT NULL,
    state text NOT NULL,
    model text,
    subject text,
    words text[] NOT NULL);
CREATE UNIQUE INDEX ON search_next.task (opened);
CREATE INDEX ON search_next.task (workflow, opened);
CREATE INDEX ON search_next.task (subject) WHERE subject IS NOT NULL;
CREATE INDEX ON search_next.task USING gin (words);

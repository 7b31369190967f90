-- With which prompt each task was opened, where that is known.
CREATE TABLE prompt_use (
    opened       bigint      PRIMARY KEY,
    at           timestamptz NOT NULL,
    workflow     text        NOT NULL,
    name         text,
    version      text,
    instructions text
);

CREATE INDEX prompt_use_name ON prompt_use (name, version) WHERE name IS NOT NULL;
CREATE INDEX prompt_use_instructions ON prompt_use (instructions) WHERE instructions IS NOT NULL;

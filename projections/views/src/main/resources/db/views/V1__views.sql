-- Everything here is derived: it may be dropped at any time and is rebuilt from the log.

-- How far each keeper has come, and with which folds.
CREATE TABLE token (
    keeper   text PRIMARY KEY,
    folds    text   NOT NULL,
    position bigint NOT NULL
);

-- A task; columns for what is filtered and sorted by, the whole state as JSON. Never looked into by SQL, hence json.
CREATE TABLE task (
    task     text   PRIMARY KEY,
    opened   bigint NOT NULL,
    state    text   NOT NULL,
    agent    text   NOT NULL,
    workflow text   NOT NULL,
    model    text   NOT NULL,
    body     json   NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX task_opened ON task (opened);
CREATE INDEX task_agent ON task (agent, opened);
CREATE INDEX task_workflow ON task (workflow, opened);
CREATE INDEX task_model ON task (model, opened);
-- Tasks rest in one of these two states; an index on the others stays small.
CREATE INDEX task_state ON task (state, opened) WHERE state NOT IN ('OPENED', 'RELEASED');

CREATE TABLE spend (
    day           date   NOT NULL,
    agent         text   NOT NULL,
    workflow      text   NOT NULL,
    deployment    text   NOT NULL,
    tier          text   NOT NULL,
    currency      text   NOT NULL,
    tasks         bigint NOT NULL,
    input_tokens  bigint NOT NULL,
    output_tokens bigint NOT NULL,
    amount        bigint NOT NULL,
    PRIMARY KEY (day, agent, workflow, deployment, tier, currency)
);

-- States of the small folds: workflows, agents, budgets, policies, model versions.
CREATE TABLE entry (
    fold text NOT NULL,
    key  text NOT NULL,
    body json NOT NULL,
    PRIMARY KEY (fold, key)
);

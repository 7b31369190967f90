-- What each workflow did on each day, for the controls: some days are read, and never all tasks.
CREATE TABLE work_day (
    workflow text NOT NULL,
    day      date NOT NULL,
    body     json NOT NULL,
    PRIMARY KEY (workflow, day)
);

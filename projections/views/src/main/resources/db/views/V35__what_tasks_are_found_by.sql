-- What else tasks are searched by, and why one waits for a person. They are filled by the rebuild that the new edition of the fold asks for.
ALTER TABLE task
    ADD COLUMN opened_at timestamptz,
    ADD COLUMN kind      text,
    ADD COLUMN session   text,
    ADD COLUMN label     text,
    ADD COLUMN hold      text;

CREATE INDEX task_opened_at ON task (opened_at);
CREATE INDEX task_session ON task (session, opened);
CREATE INDEX task_label ON task (label, opened) WHERE label IS NOT NULL;
-- Nearly every task asks a model.
CREATE INDEX task_kind ON task (kind, opened) WHERE kind <> 'INFERENCE';

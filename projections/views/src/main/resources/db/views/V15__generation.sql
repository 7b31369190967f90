-- Which building of the views this is; a rebuild fills the next one in a schema of its own and the schemas change names.
ALTER TABLE token ADD COLUMN generation bigint NOT NULL DEFAULT 1;

-- What nodes tell each other of it: views whose files are damaged, and what is asked of the node that keeps the views.
ALTER TABLE token ADD COLUMN damaged text[] NOT NULL DEFAULT '{}';
ALTER TABLE token ADD COLUMN wish text;

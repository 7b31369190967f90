-- Which building of the views this is; a rebuild fills the next one in a schema of its own and the schemas change names.
ALTER TABLE token ADD COLUMN generation bigint NOT NULL DEFAULT 1;

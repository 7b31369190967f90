-- The next tasks that a version touched, without sorting all of them.
CREATE INDEX model_call_opened ON model_call (version, opened, position);

-- Who was here, by what visits are listed by.
CREATE TABLE visit (
    visit    text   PRIMARY KEY,
    position bigint NOT NULL,   -- of its beginning
    account  text   NOT NULL,
    viewed   boolean NOT NULL,
    body     json   NOT NULL
);

CREATE INDEX visit_position ON visit (position);
CREATE INDEX visit_account ON visit (account, position);
CREATE INDEX visit_viewed ON visit (position) WHERE viewed;

-- What was looked at.
CREATE TABLE visit_view (
    position bigint      PRIMARY KEY,
    visit    text        NOT NULL,
    at       timestamptz NOT NULL,
    account  text        NOT NULL,
    method   text        NOT NULL,
    path     text        NOT NULL
);

CREATE INDEX visit_view_visit ON visit_view (visit, position);

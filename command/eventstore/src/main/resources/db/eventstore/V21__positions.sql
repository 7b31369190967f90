-- How far readers have come that do something outside of the record, such as telling other systems. A row that is lost makes its
-- reader begin at the end of the log.
CREATE TABLE reader_position (
    reader   text   PRIMARY KEY,
    position bigint NOT NULL,
    touched  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

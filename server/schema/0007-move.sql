-- A ticket's area can change, by compare and set as its other fields. Tickets from before have the version of their first
-- object.
ALTER TABLE ticket ADD COLUMN area_v INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN area_by BLOB CHECK (length (area_by) = 16);
ALTER TABLE ticket ADD COLUMN area_at INTEGER NOT NULL DEFAULT 0;
UPDATE ticket SET area_v = coalesce ((SELECT min (seq) FROM object WHERE object.ticket = ticket.id), rv),
  area_at = received;

-- A deadline that is removed stays as a row, so that whoever has it hears of it.
CREATE TABLE period_of_area (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16),
  ticket BLOB NOT NULL REFERENCES ticket (id),
  name TEXT NOT NULL CHECK (name IN ('acknowledge', 'feedback')),
  due INTEGER NOT NULL,
  done INTEGER,
  gone INTEGER NOT NULL CHECK (gone IN (0, 1)),
  rv INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO period_of_area (id, ticket, name, due, done, gone, rv)
  SELECT id, ticket, name, due, done, 0, rv FROM period;
DROP TABLE period;
ALTER TABLE period_of_area RENAME TO period;
CREATE INDEX period_rv ON period (rv, id);
CREATE INDEX period_ticket ON period (ticket);
CREATE UNIQUE INDEX period_name ON period (ticket, name) WHERE gone = 0;

-- Periods of what an area has settled, and those that somebody adds by hand. definition: of hark-definition.h; title: its
-- name in several languages (JSON), NULL for none; remind: days before the due day (JSON); rule: the definition and the
-- calendar as they were when it was attached (JSON), NULL: what came before there were any, which is EU/DE; entry: of one
-- by hand, the object of the history that says what it is called.
CREATE TABLE period_settled (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16),
  ticket BLOB NOT NULL REFERENCES ticket (id),
  name TEXT NOT NULL CHECK (name IN ('acknowledge', 'feedback', 'other', 'hand')),
  definition BLOB CHECK (length (definition) = 16),
  title TEXT,
  remind TEXT NOT NULL,
  by_answer INTEGER NOT NULL CHECK (by_answer IN (0, 1)),
  rule TEXT,
  entry BLOB CHECK (entry IS NULL OR (length (entry) = 16 AND name = 'hand')),
  due INTEGER NOT NULL,
  due_v INTEGER NOT NULL,
  done INTEGER,
  done_v INTEGER NOT NULL,
  gone INTEGER NOT NULL CHECK (gone IN (0, 1)),
  rv INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO period_settled (id, ticket, name, definition, remind, by_answer, due, due_v, done, done_v, gone, rv)
  SELECT id, ticket, name,
    CASE name WHEN 'acknowledge' THEN x'6861726b3a61636b6e6f776c65646765' ELSE x'6861726b3a666565646261636b000000' END,
    CASE name WHEN 'acknowledge' THEN '[2]' ELSE '[14,3]' END, name = 'acknowledge', due, rv, done, rv, gone, rv FROM period;
DROP TABLE period;
ALTER TABLE period_settled RENAME TO period;
CREATE INDEX period_rv ON period (rv, id);
CREATE INDEX period_ticket ON period (ticket);
CREATE UNIQUE INDEX period_name ON period (ticket, name) WHERE gone = 0 AND name IN ('acknowledge', 'feedback');

-- When the reporter was told that it was received, 0: not yet; and whether that, or anything, was an answer.
ALTER TABLE ticket ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1));
UPDATE ticket SET acknowledged = done, answered = 1
  FROM period WHERE period.ticket = ticket.id AND name = 'acknowledge' AND gone = 0 AND done IS NOT NULL;

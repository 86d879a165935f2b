-- Tickets whose newest epochs are not pinned yet (outbox.db).
CREATE TABLE unpinned (
  ticket BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

INSERT INTO unpinned (ticket) SELECT DISTINCT ticket FROM epoch;

-- What came when the inbox code that it was written with had ended here already: it stays where everything else is taken
-- anew, so that nobody can show it as what was written before.
CREATE TABLE late (
  object BLOB PRIMARY KEY,
  ticket BLOB NOT NULL
) STRICT, WITHOUT ROWID;

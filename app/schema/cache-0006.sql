-- Tickets whose newest epochs are not pinned yet (outbox.db).
CREATE TABLE unpinned (
  ticket BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

INSERT INTO unpinned (ticket) SELECT DISTINCT ticket FROM epoch;

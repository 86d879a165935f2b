-- What is due names its area, and the organisation's recovery key is a kind of its own: where nobody of an area can do
-- anything, or was told of a key yet, very many rows cost nothing. A ticket changes its area with a new
-- epoch, to which nothing is due.
CREATE TABLE due_of_area (
  ticket BLOB NOT NULL REFERENCES ticket (id),
  kind TEXT NOT NULL CHECK (kind IN ('seal', 'rekey', 'recovery')),
  user BLOB NOT NULL CHECK (length (user) = 16),
  area BLOB NOT NULL REFERENCES area (id),
  PRIMARY KEY (ticket, kind, user),
  CHECK ((kind = 'rekey') = (user = zeroblob (16)))
) STRICT, WITHOUT ROWID;
INSERT INTO due_of_area (ticket, kind, user, area)
  SELECT d.ticket,
    iif (d.kind = 'seal' AND NOT EXISTS (SELECT 1 FROM account a WHERE a.user = d.user), 'recovery', d.kind),
    d.user, t.area
  FROM due d JOIN ticket t ON t.id = d.ticket;
DROP TABLE due;
ALTER TABLE due_of_area RENAME TO due;
CREATE INDEX due_user ON due (user, ticket);
CREATE INDEX due_area ON due (area, kind, ticket, user);

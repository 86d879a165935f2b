-- Tickets that are deleted. Decided: what waits for the eraser. A ticket's rows go in one commit, its files after it, and
-- the log of before last.
CREATE TABLE erasure (
  ticket BLOB NOT NULL PRIMARY KEY REFERENCES ticket (id),
  why TEXT NOT NULL CHECK (why IN ('members', 'retention', 'again')),
  proposer BLOB CHECK (length (proposer) = 16),
  confirmer BLOB CHECK (length (confirmer) = 16),
  at INTEGER NOT NULL,
  CHECK ((why = 'members') = (proposer IS NOT NULL) AND (why = 'members') = (confirmer IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- No other ticket ever gets an id that was one's; its objects name it in their headers.
CREATE TABLE erased (
  ticket BLOB NOT NULL PRIMARY KEY CHECK (length (ticket) = 16),
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Attachments whose files are still to go.
CREATE TABLE erased_file (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16)
) STRICT, WITHOUT ROWID;

-- Who had it and is to be told; lost: who had lost it before, and may not have heard of that.
CREATE TABLE tomb (
  user BLOB NOT NULL CHECK (length (user) = 16),
  ticket BLOB NOT NULL CHECK (length (ticket) = 16),
  seq INTEGER NOT NULL,
  lost INTEGER NOT NULL CHECK (lost IN (0, 1)),
  at INTEGER NOT NULL,
  PRIMARY KEY (user, ticket)
) STRICT, WITHOUT ROWID;
CREATE INDEX tomb_user ON tomb (user, seq, ticket);
CREATE INDEX tomb_seq ON tomb (seq);
CREATE INDEX tomb_at ON tomb (at);

-- Tombs up to there are forgotten: whoever saw less takes everything anew.
CREATE TABLE tomb_floor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL
) STRICT;
INSERT INTO tomb_floor (one, seq) VALUES (1, 0);

-- What stays for the team: no content, no id. emptied: the files and the log of before are gone too.
CREATE TABLE receipt (
  number TEXT NOT NULL PRIMARY KEY,
  area BLOB NOT NULL REFERENCES area (id),
  closed INTEGER,
  deleted INTEGER NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('members', 'retention', 'again')),
  proposer BLOB CHECK (length (proposer) = 16),
  confirmer BLOB CHECK (length (confirmer) = 16),
  emptied INTEGER NOT NULL CHECK (emptied IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_area ON receipt (area, number);
-- Whom the ticket excluded: they never hear of it.
CREATE TABLE receipt_exclusion (
  number TEXT NOT NULL REFERENCES receipt (number),
  user BLOB NOT NULL CHECK (length (user) = 16),
  PRIMARY KEY (number, user)
) STRICT, WITHOUT ROWID;

-- Deleted tickets in numbers, by the month in which they were received (YYYY-MM, the organisation's zone). days: from
-- receipt to closing, of those that were closed, together. late: a deadline was missed.
CREATE TABLE statistic (
  month TEXT NOT NULL CHECK (length (month) = 7),
  area BLOB NOT NULL REFERENCES area (id),
  origin TEXT NOT NULL CHECK (origin IN ('portal', 'signed-in', 'on-behalf')),
  tickets INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  days INTEGER NOT NULL,
  late INTEGER NOT NULL,
  PRIMARY KEY (month, area, origin)
) STRICT, WITHOUT ROWID;

-- So that a ticket is found in what refers to it.
CREATE INDEX ticket_outcome ON ticket (outcome);
CREATE INDEX op_ticket ON op (ticket);
CREATE INDEX read_mark_ticket ON read_mark (ticket);

-- Who proposes that it be deleted, since when; deletion_v is the version of that.
ALTER TABLE ticket ADD COLUMN deletion_by BLOB CHECK (length (deletion_by) = 16);
ALTER TABLE ticket ADD COLUMN deletion_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN deletion_v INTEGER NOT NULL DEFAULT 0;
-- A legal hold: why, whose and until when it is looked at again is sealed. Nothing deletes it meanwhile.
ALTER TABLE ticket ADD COLUMN hold INTEGER NOT NULL DEFAULT 0 CHECK (hold IN (0, 1));
ALTER TABLE ticket ADD COLUMN hold_v INTEGER NOT NULL DEFAULT 0;

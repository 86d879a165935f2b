-- What the organisation and its areas have settled, every version that was ever seen: it stays where everything else is
-- taken anew, so that nobody can show an older one, or another. A fault: something else was shown.
CREATE TABLE setting (
  scope BLOB NOT NULL,
  version INTEGER NOT NULL,
  document BLOB NOT NULL,
  PRIMARY KEY (scope, version)
) STRICT;

CREATE TABLE setting_fault (
  scope BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

ALTER TABLE area ADD COLUMN anonymous INTEGER NOT NULL DEFAULT 1;

-- a feed that was read without them has them no more
INSERT INTO meta (key, value) SELECT 'doubt', '1' WHERE EXISTS (SELECT 1 FROM meta WHERE key = 'cursor')
  ON CONFLICT (key) DO NOTHING;

-- Who is away, and who gets their mails: days as YYYY-MM-DD of the organisation's zone, the last one inclusive. deputy NULL:
-- nobody.
CREATE TABLE absence (
  user BLOB NOT NULL PRIMARY KEY REFERENCES account (user) ON DELETE CASCADE,
  first_day TEXT NOT NULL CHECK (length (first_day) = 10),
  last_day TEXT NOT NULL CHECK (last_day >= first_day AND length (last_day) = 10),
  deputy BLOB CHECK (length (deputy) = 16 AND deputy <> user)
) STRICT, WITHOUT ROWID;

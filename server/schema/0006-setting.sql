-- What the organisation and its areas have settled, every version: the newest holds, the others say who changed what. scope
-- is the organisation's id or an area's; document as in hark-setting.h.
CREATE TABLE setting (
  scope BLOB NOT NULL CHECK (length (scope) = 16),
  version INTEGER NOT NULL CHECK (version > 0),
  document BLOB NOT NULL,
  rv INTEGER NOT NULL,
  PRIMARY KEY (scope, version)
) STRICT;
CREATE UNIQUE INDEX setting_rv ON setting (rv);

-- Why a mail was not sent, by name: "said" are the mail server's own words, all else is worded by whoever shows it. '': not
-- tried yet, or by a server of before.
ALTER TABLE mail ADD COLUMN reason TEXT NOT NULL DEFAULT '' CHECK (length (reason) <= 32);

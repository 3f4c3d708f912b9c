-- Whom the law protects from nights and long hours, and whether she may work at night all the same.
ALTER TABLE work_terms ADD COLUMN protected TEXT
    CHECK (protected IN ('no_consent', 'pregnant', 'after_birth', 'minor'));
ALTER TABLE work_terms ADD COLUMN night_permit INTEGER NOT NULL DEFAULT 0;

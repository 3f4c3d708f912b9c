-- The ladder of protection, step by step, and a restriction that can be lifted.

-- What a customer was told of how we speak with one another: the announcement (step 0) and each warning, in which published words.
CREATE TABLE protection_notice (
    centre     INTEGER NOT NULL,
    contact    INTEGER NOT NULL,
    step       INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    by_account INTEGER,                                             -- none: the system
    version    INTEGER NOT NULL,                                    -- of the setup that has the words
    language   TEXT    NOT NULL CHECK (language IN ('ko', 'en')),
    class      TEXT,                                                -- what was flagged; none: the agent's own judgement
    PRIMARY KEY (centre, contact, step)
) STRICT;
CREATE TRIGGER protection_notice_keeps BEFORE UPDATE ON protection_notice BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER protection_notice_stays BEFORE DELETE ON protection_notice BEGIN SELECT raise(ABORT, 'append-only'); END;

-- The hash of the evidence as it was kept; empty for what was kept before there were any.
ALTER TABLE protection ADD COLUMN evidence_sha256 TEXT NOT NULL DEFAULT '';

ALTER TABLE customer_restriction ADD COLUMN lifted_by INTEGER;
ALTER TABLE customer_restriction ADD COLUMN lift_why TEXT NOT NULL DEFAULT '';

-- Steps learn new words: a restriction lifted, care taken or declined, evidence handed out.
CREATE TABLE protection_step_new (
    centre     INTEGER NOT NULL,
    protection INTEGER NOT NULL,
    step       INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    by_account INTEGER NOT NULL,
    kind       TEXT    NOT NULL
               CHECK (kind IN ('told', 'talked', 'letter', 'restriction', 'lifted', 'counselling', 'care_accepted',
                               'care_declined', 'note', 'exported', 'closed')),
    note       TEXT    NOT NULL,
    PRIMARY KEY (centre, protection, step),
    FOREIGN KEY (centre, protection) REFERENCES protection
) STRICT;
INSERT INTO protection_step_new SELECT centre, protection, step, at, by_account, kind, note FROM protection_step;
DROP TABLE protection_step;
ALTER TABLE protection_step_new RENAME TO protection_step;

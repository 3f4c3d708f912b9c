-- A policy in the shadow of the live one: what it would have decided, beside what was decided.
CREATE TABLE shadow_run (
    centre     INTEGER NOT NULL,
    run        INTEGER NOT NULL,
    document   TEXT    NOT NULL CHECK (json_valid(document)),
    started_at INTEGER NOT NULL,
    started_by INTEGER NOT NULL,
    ended_at   INTEGER,
    ended_by   INTEGER,                                             -- none: it could not go on
    missed     INTEGER NOT NULL DEFAULT 0,                          -- journal rows that came too fast to be compared
    PRIMARY KEY (centre, run)
) STRICT;
CREATE UNIQUE INDEX shadow_running ON shadow_run (centre) WHERE ended_at IS NULL;

CREATE TABLE shadow_count (
    centre  INTEGER NOT NULL,
    run     INTEGER NOT NULL,
    reason  INTEGER NOT NULL,                                       -- 0: not known
    verdict TEXT    NOT NULL CHECK (verdict IN ('same', 'other', 'later', 'sooner')),
    offers  INTEGER NOT NULL,
    PRIMARY KEY (centre, run, reason, verdict),
    FOREIGN KEY (centre, run) REFERENCES shadow_run
) STRICT, WITHOUT ROWID;

-- The latest decisions that differ.
CREATE TABLE shadow_decision (
    centre       INTEGER NOT NULL,
    run          INTEGER NOT NULL,
    nth          INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    contact      INTEGER NOT NULL,
    reason       INTEGER,
    verdict      TEXT    NOT NULL CHECK (verdict IN ('other', 'later', 'sooner')),
    live_agent   INTEGER,
    shadow_agent INTEGER,
    PRIMARY KEY (centre, run, nth),
    FOREIGN KEY (centre, run) REFERENCES shadow_run
) STRICT, WITHOUT ROWID;

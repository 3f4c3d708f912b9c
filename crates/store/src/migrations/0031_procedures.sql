-- Lookups and procedures that were run for a contact, and every call of theirs.

CREATE TABLE procedure_run (
    centre       INTEGER NOT NULL,
    run          INTEGER NOT NULL,
    contact      INTEGER NOT NULL,
    procedure    INTEGER NOT NULL,
    version      INTEGER NOT NULL,                                  -- of the setup that declares it
    name_ko      TEXT    NOT NULL,                                  -- as published then
    name_en      TEXT    NOT NULL,
    runner       TEXT    NOT NULL CHECK (runner IN ('bot', 'agent')),
    account      INTEGER NOT NULL,                                  -- whose run it is
    undoes       INTEGER,                                           -- the run that it takes back
    state        TEXT    NOT NULL
                 CHECK (state IN ('asking',                         -- the bot asks for what it needs
                                  'dry',                            -- everything laid out, nothing sent
                                  'asked',                          -- read, and waits for the confirmation
                                  'running', 'done',
                                  'failed',                         -- nothing was changed
                                  'unsure',                         -- something may have been changed
                                  'declined')),
    send_key     TEXT    NOT NULL,                                  -- the same to the other side however often it is sent
    step         INTEGER NOT NULL DEFAULT 0,                        -- steps done
    vals         TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(vals)),
    why          TEXT,                                              -- why it failed or is unsure
    about        TEXT,                                              -- the key of the value that is to blame
    begun_at     INTEGER NOT NULL,
    confirmed_at INTEGER,
    claimed_at   INTEGER,                                           -- whoever runs it now began then
    ended_at     INTEGER,
    PRIMARY KEY (centre, run)
) STRICT;
CREATE INDEX procedure_run_contact ON procedure_run (centre, contact);
-- What was done is taken back once.
CREATE UNIQUE INDEX procedure_run_undoes ON procedure_run (centre, undoes)
    WHERE undoes IS NOT NULL AND state NOT IN ('failed', 'declined');

-- Calls as they were laid out and sent; values are masked, secrets are never here.
CREATE TABLE procedure_call (
    centre  INTEGER NOT NULL,
    run     INTEGER NOT NULL,
    call    INTEGER NOT NULL,
    step    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    sent    INTEGER NOT NULL,                                       -- 0: a dry run
    method  TEXT    NOT NULL,
    url     TEXT    NOT NULL,
    headers TEXT    NOT NULL,
    body    TEXT,
    status  INTEGER,
    took_ms INTEGER,
    fault   TEXT,                                                   -- none: it was answered as declared; sent without either: not known
    PRIMARY KEY (centre, run, call),
    FOREIGN KEY (centre, run) REFERENCES procedure_run
) STRICT, WITHOUT ROWID;

-- Protection of agents, records of access, audit.

-- The 보호 button was pressed.
CREATE TABLE protection (
    centre     INTEGER NOT NULL,
    protection INTEGER NOT NULL,
    contact    INTEGER NOT NULL,
    case_id    INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    agent      INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    notice     TEXT    NOT NULL,                                    -- what the customer was shown
    evidence   TEXT    NOT NULL CHECK (json_valid(evidence)),       -- the conversation as it was
    wish       TEXT    NOT NULL DEFAULT '',                         -- what the agent wishes to happen
    rest_until INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('open', 'in_review', 'closed')),
    owner      INTEGER,                                             -- the supervisor who looks after it
    closed_at  INTEGER,
    PRIMARY KEY (centre, protection)
) STRICT;
CREATE INDEX protection_state ON protection (centre, state, at);
CREATE INDEX protection_agent ON protection (centre, agent, at);
CREATE INDEX protection_customer ON protection (centre, customer, at);

CREATE TABLE protection_step (
    centre     INTEGER NOT NULL,
    protection INTEGER NOT NULL,
    step       INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    by_account INTEGER NOT NULL,
    kind       TEXT    NOT NULL
               CHECK (kind IN ('told', 'talked', 'letter', 'restriction', 'counselling', 'note', 'closed')),
    note       TEXT    NOT NULL,
    PRIMARY KEY (centre, protection, step),
    FOREIGN KEY (centre, protection) REFERENCES protection
) STRICT;

-- Append-only and chained: every look of staff at a person's data. `subject` is the customer's id, which outlives erasure.
CREATE TABLE access_record (
    centre  INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    account INTEGER NOT NULL,
    place   TEXT    NOT NULL,
    subject INTEGER,                                                -- none: a search, see `what`
    action  TEXT    NOT NULL CHECK (action IN ('view', 'reveal', 'search', 'download', 'export', 'change', 'erase')),
    what    TEXT    NOT NULL,                                       -- route, fields or object
    why     TEXT    NOT NULL DEFAULT '',
    contact INTEGER,                                                -- the contact that made it necessary
    hash    BLOB    NOT NULL CHECK (length(hash) = 32),             -- over the hash before it and this row
    PRIMARY KEY (centre, seq)
) STRICT;
CREATE INDEX access_record_account ON access_record (centre, account, at);
CREATE INDEX access_record_subject ON access_record (centre, subject, at);
CREATE TRIGGER access_record_kept   BEFORE DELETE ON access_record BEGIN SELECT RAISE(ABORT, 'access_record is append-only'); END;
CREATE TRIGGER access_record_sealed BEFORE UPDATE ON access_record BEGIN SELECT RAISE(ABORT, 'access_record is append-only'); END;

-- Append-only: sign-ins, refusals, publications, exports, settings.
CREATE TABLE audit (
    centre  INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    account INTEGER,                                                -- none: the server, or nobody signed in
    place   TEXT    NOT NULL DEFAULT '',
    about   TEXT    NOT NULL,                                       -- such as person, site, policy, sign_in
    object  INTEGER,                                                -- which one
    what    TEXT    NOT NULL,                                       -- what was done, in one word
    detail  TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(detail)),
    PRIMARY KEY (centre, seq)
) STRICT;
CREATE INDEX audit_at ON audit (centre, at);
CREATE INDEX audit_about ON audit (centre, about, seq);
CREATE TRIGGER audit_kept   BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_sealed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

-- Who works here. Times are milliseconds since the Unix epoch, UTC (`_at`); durations end in `_ms`.
-- Every primary key and index starts with `centre`, save the few unique indexes named *_entry:
-- by those a stranger's e-mail, token or site name finds its centre.

CREATE TABLE centre (
    centre          INTEGER NOT NULL PRIMARY KEY,
    name            TEXT    NOT NULL,
    zone            TEXT    NOT NULL DEFAULT 'Asia/Seoul',          -- IANA zone
    session_idle_ms INTEGER NOT NULL DEFAULT 900000,                -- sliding
    session_max_ms  INTEGER NOT NULL DEFAULT 43200000,              -- absolute
    created_at      INTEGER NOT NULL
) STRICT;

-- The next id not yet handed out. 'small' ids fit u32 (accounts, skills, reasons), 'large' ones stay below 2^53.
CREATE TABLE id_block (
    centre INTEGER NOT NULL,
    size   TEXT    NOT NULL CHECK (size IN ('small', 'large')),
    next   INTEGER NOT NULL,
    PRIMARY KEY (centre, size)
) STRICT, WITHOUT ROWID;

-- A client (원청사) whose customers this centre serves.
CREATE TABLE client (
    centre     INTEGER NOT NULL REFERENCES centre,
    client     INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (centre, client)
) STRICT, WITHOUT ROWID;

-- One account a person. An account that takes contacts has a row in `agent`; its id is the engine's AgentId.
CREATE TABLE account (
    centre          INTEGER NOT NULL REFERENCES centre,
    account         INTEGER NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('person', 'bot')),
    email           TEXT,                                           -- lower case; none for a bot
    name            TEXT    NOT NULL,
    alias           TEXT    NOT NULL,                               -- 예명: all that customers ever see
    language        TEXT    NOT NULL DEFAULT 'ko',
    state           TEXT    NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
    password_hash   TEXT,                                           -- argon2id, PHC string
    password_set_at INTEGER,
    failures        INTEGER NOT NULL DEFAULT 0,                     -- wrong passwords in a row
    locked_until_at INTEGER,
    settings        TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(settings)),
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (centre, account)
) STRICT;
CREATE UNIQUE INDEX account_email_entry ON account (email) WHERE email IS NOT NULL;

CREATE TABLE account_role (
    centre  INTEGER NOT NULL,
    account INTEGER NOT NULL,
    role    TEXT    NOT NULL CHECK (role IN ('agent', 'supervisor', 'planner', 'quality', 'admin', 'client')),
    client  INTEGER NOT NULL DEFAULT 0,                             -- 0: not bound to one client
    PRIMARY KEY (centre, account, role, client),
    FOREIGN KEY (centre, account) REFERENCES account
) STRICT, WITHOUT ROWID;

-- Append-only: who gave or took which right from whom, and why.
CREATE TABLE role_change (
    centre     INTEGER NOT NULL,
    change     INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    by_account INTEGER,                                             -- none: the server itself, at first start
    account    INTEGER NOT NULL,
    what       TEXT    NOT NULL CHECK (what IN ('granted', 'revoked', 'enabled', 'disabled')),
    role       TEXT,
    client     INTEGER NOT NULL DEFAULT 0,
    why        TEXT    NOT NULL,
    PRIMARY KEY (centre, change)
) STRICT;
CREATE INDEX role_change_account ON role_change (centre, account, change);
CREATE TRIGGER role_change_kept   BEFORE DELETE ON role_change BEGIN SELECT RAISE(ABORT, 'role_change is append-only'); END;
CREATE TRIGGER role_change_sealed BEFORE UPDATE ON role_change BEGIN SELECT RAISE(ABORT, 'role_change is append-only'); END;

-- A signed-in browser. Only the hash of its token is kept; deleting the row ends it.
CREATE TABLE session (
    centre     INTEGER NOT NULL,
    session    INTEGER NOT NULL,
    account    INTEGER NOT NULL,
    token_hash BLOB    NOT NULL CHECK (length(token_hash) = 32),
    place      TEXT    NOT NULL,                                    -- network address at sign-in
    device     TEXT    NOT NULL,                                    -- what the browser calls itself
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,                                    -- absolute end, whatever happens
    PRIMARY KEY (centre, session),
    FOREIGN KEY (centre, account) REFERENCES account
) STRICT;
CREATE UNIQUE INDEX session_token_entry ON session (token_hash);
CREATE INDEX session_account ON session (centre, account);

-- One-time link: the first way in, an invitation, a new password.
CREATE TABLE sign_in_link (
    centre     INTEGER NOT NULL,
    link       INTEGER NOT NULL,
    account    INTEGER NOT NULL,
    token_hash BLOB    NOT NULL CHECK (length(token_hash) = 32),
    purpose    TEXT    NOT NULL CHECK (purpose IN ('first', 'invite', 'reset', 'demo')),
    by_account INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    PRIMARY KEY (centre, link),
    FOREIGN KEY (centre, account) REFERENCES account
) STRICT;
CREATE UNIQUE INDEX sign_in_link_token_entry ON sign_in_link (token_hash);
CREATE INDEX sign_in_link_account ON sign_in_link (centre, account);

-- What the router must know of an account that takes contacts; see routing::AgentProfile.
CREATE TABLE agent (
    centre      INTEGER NOT NULL,
    agent       INTEGER NOT NULL,                                   -- the account
    capacity    INTEGER NOT NULL DEFAULT 100 CHECK (capacity BETWEEN 1 AND 1000000),
    limits      TEXT    NOT NULL CHECK (json_valid(limits)),        -- {"chat": 3, "callback": 1}
    auto_accept INTEGER NOT NULL DEFAULT 0 CHECK (auto_accept IN (0, 1)),
    short_rest  INTEGER NOT NULL DEFAULT 0 CHECK (short_rest IN (0, 1)),
    PRIMARY KEY (centre, agent),
    FOREIGN KEY (centre, agent) REFERENCES account
) STRICT, WITHOUT ROWID;

-- Levels, 1 (learning) to 5 (teaches others). Names of skills live in the setup document.
CREATE TABLE agent_skill (
    centre INTEGER NOT NULL,
    agent  INTEGER NOT NULL,
    skill  INTEGER NOT NULL,
    level  INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    PRIMARY KEY (centre, agent, skill),
    FOREIGN KEY (centre, agent) REFERENCES agent
) STRICT, WITHOUT ROWID;

-- An agent's planned day: the shift and what lies in it; "next break" is read from here.
CREATE TABLE planned_activity (
    centre    INTEGER NOT NULL,
    agent     INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    kind      TEXT    NOT NULL CHECK (kind IN ('shift', 'break', 'meal', 'training')),
    ends_at   INTEGER NOT NULL CHECK (ends_at > starts_at),
    PRIMARY KEY (centre, agent, starts_at, kind),
    FOREIGN KEY (centre, agent) REFERENCES agent
) STRICT, WITHOUT ROWID;

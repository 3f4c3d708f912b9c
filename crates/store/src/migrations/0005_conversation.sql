-- What was said and written. Rows name contacts by id; the contact itself is routing's.

-- What is known of a contact beside its routing.
CREATE TABLE contact_detail (
    centre        INTEGER NOT NULL,
    contact       INTEGER NOT NULL,
    site          INTEGER,
    client        INTEGER NOT NULL DEFAULT 0,
    language      TEXT    NOT NULL DEFAULT 'ko',
    words         TEXT    NOT NULL DEFAULT '',                      -- what the customer typed to find a reason
    phone         TEXT,                                             -- number to call back
    verified      TEXT    CHECK (verified IN ('site', 'link', 'agent')), -- how we know the customer
    summary       TEXT,                                             -- written at wrap-up
    put_off_until INTEGER,                                          -- 보류: it returns by itself then
    put_off_by    INTEGER,
    PRIMARY KEY (centre, contact)
) STRICT;
CREATE INDEX contact_detail_put_off ON contact_detail (centre, put_off_until) WHERE put_off_until IS NOT NULL;

CREATE TABLE message (
    centre      INTEGER NOT NULL,
    message     INTEGER NOT NULL,                                   -- from store::new_id, so order of id is order of commit
    case_id     INTEGER NOT NULL,
    contact     INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    author      TEXT    NOT NULL CHECK (author IN ('customer', 'agent', 'bot', 'system')),
    account     INTEGER,                                            -- which agent or bot
    kind        TEXT    NOT NULL CHECK (kind IN ('text', 'note', 'whisper', 'file', 'notice')),
    body        TEXT    NOT NULL,
    for_account INTEGER,                                            -- a whisper: who alone sees it
    file        INTEGER,
    article     INTEGER,                                            -- cited
    revision    INTEGER,                                            -- of the article cited
    client_key  TEXT,                                               -- the sender's own id: sent twice, stored once
    PRIMARY KEY (centre, message)
) STRICT;
CREATE INDEX message_contact ON message (centre, contact, message);
CREATE INDEX message_case ON message (centre, case_id, message);
CREATE UNIQUE INDEX message_client_key ON message (centre, contact, client_key) WHERE client_key IS NOT NULL;

-- What an agent is writing, kept on the server.
CREATE TABLE draft (
    centre     INTEGER NOT NULL,
    contact    INTEGER NOT NULL,
    account    INTEGER NOT NULL,
    body       TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (centre, contact, account)
) STRICT;

-- An attachment. Its bytes lie in the data folder under a random name; the sender's name is only a label.
CREATE TABLE file (
    centre      INTEGER NOT NULL,
    file        INTEGER NOT NULL,
    contact     INTEGER NOT NULL,
    author      TEXT    NOT NULL CHECK (author IN ('customer', 'agent', 'bot', 'system')),
    account     INTEGER,
    token       TEXT    NOT NULL,                                   -- what links carry
    stored_name TEXT    NOT NULL,
    label       TEXT    NOT NULL,
    media_type  TEXT    NOT NULL,
    bytes       INTEGER NOT NULL,
    sha256      BLOB    NOT NULL CHECK (length(sha256) = 32),
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (centre, file)
) STRICT;
CREATE UNIQUE INDEX file_token ON file (centre, token);
CREATE INDEX file_contact ON file (centre, contact);

-- Canned replies (상용구).
CREATE TABLE canned (
    centre     INTEGER NOT NULL,
    canned     INTEGER NOT NULL,
    account    INTEGER,                                             -- whose; none: everybody's
    title      TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    reason     INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER NOT NULL,
    PRIMARY KEY (centre, canned)
) STRICT;
CREATE INDEX canned_account ON canned (centre, account);

-- The one-question effort survey.
CREATE TABLE survey (
    centre      INTEGER NOT NULL,
    contact     INTEGER NOT NULL,
    token       TEXT    NOT NULL,                                   -- what the page's link carries
    asked_at    INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    answered_at INTEGER,
    ease        INTEGER CHECK (ease BETWEEN 1 AND 7),               -- 1: very hard, 7: very easy
    words       TEXT,
    PRIMARY KEY (centre, contact)
) STRICT;
CREATE UNIQUE INDEX survey_token ON survey (centre, token);

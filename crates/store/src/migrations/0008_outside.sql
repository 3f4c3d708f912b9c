-- What goes out, and what the floor is told.

CREATE TABLE webhook (
    centre     INTEGER NOT NULL REFERENCES centre,
    webhook    INTEGER NOT NULL,
    url        TEXT    NOT NULL,
    secret     BLOB    NOT NULL CHECK (length(secret) >= 32),       -- signs what we send (HMAC-SHA256)
    events     TEXT    NOT NULL CHECK (json_valid(events)),         -- ["contact.closed", …]; [] for all
    active     INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    PRIMARY KEY (centre, webhook)
) STRICT;

-- Written with what it tells of; sent at least once, in order per contact.
CREATE TABLE webhook_outbox (
    centre       INTEGER NOT NULL,
    delivery     INTEGER NOT NULL,
    webhook      INTEGER NOT NULL,
    event_id     TEXT    NOT NULL,                                  -- stable: the same in every attempt
    kind         TEXT    NOT NULL,
    contact      INTEGER,
    body         TEXT    NOT NULL CHECK (json_valid(body)),
    created_at   INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_at      INTEGER,                                           -- none: delivered or dead
    last_at      INTEGER,                                           -- last attempt
    delivered_at INTEGER,
    dead_at      INTEGER,
    last_status  INTEGER,
    last_error   TEXT,
    PRIMARY KEY (centre, delivery),
    FOREIGN KEY (centre, webhook) REFERENCES webhook
) STRICT;
CREATE UNIQUE INDEX webhook_outbox_event ON webhook_outbox (centre, webhook, event_id);
CREATE INDEX webhook_outbox_due ON webhook_outbox (centre, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_outbox_dead ON webhook_outbox (centre, dead_at) WHERE dead_at IS NOT NULL;

-- Numbers that measures need and the journal does not know.
CREATE TABLE fact (
    centre  INTEGER NOT NULL,
    contact INTEGER NOT NULL,
    kind    TEXT    NOT NULL CHECK (kind IN ('first_reply', 'survey')),
    at      INTEGER NOT NULL,
    value   INTEGER NOT NULL,                                       -- first_reply: ms since answered; survey: 1 to 7
    agent   INTEGER,
    PRIMARY KEY (centre, contact, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_at ON fact (centre, at);

-- Something on the floor that somebody can act on. One open alert per kind and subject.
CREATE TABLE alert (
    centre     INTEGER NOT NULL,
    alert      INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    subject    TEXT    NOT NULL,                                    -- what it is about, such as `contact 7`
    agent      INTEGER,
    contact    INTEGER,
    reason     INTEGER,
    raised_at  INTEGER NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'seen', 'done')),
    changed_at INTEGER,
    by_account INTEGER,                                             -- none: it ended by itself
    note       TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (centre, alert)
) STRICT;
CREATE UNIQUE INDEX alert_open ON alert (centre, kind, subject) WHERE state <> 'done';
CREATE INDEX alert_raised ON alert (centre, raised_at);

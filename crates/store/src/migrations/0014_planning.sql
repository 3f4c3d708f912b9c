-- How a centre plans: targets, shift templates, contracts, as one document.
CREATE TABLE plan_settings (
    centre     INTEGER NOT NULL,
    document   TEXT    NOT NULL CHECK (json_valid(document)),
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    PRIMARY KEY (centre)
) STRICT;

-- Under which of those contracts a person works.
CREATE TABLE work_terms (
    centre          INTEGER NOT NULL,
    agent           INTEGER NOT NULL,
    contract        TEXT    NOT NULL,
    preferred_start INTEGER CHECK (preferred_start BETWEEN 0 AND 1439), -- minutes after midnight
    PRIMARY KEY (centre, agent),
    FOREIGN KEY (centre, agent) REFERENCES agent
) STRICT, WITHOUT ROWID;

-- Contacts per reason and interval on the centre's own clock: imported, or counted once their day is over.
CREATE TABLE volume (
    centre  INTEGER NOT NULL,
    reason  INTEGER NOT NULL,
    day     TEXT    NOT NULL,                                        -- 2026-11-24
    minute  INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    minutes INTEGER NOT NULL CHECK (minutes IN (5, 15, 30, 60)),
    offered REAL    NOT NULL CHECK (offered >= 0),
    handled REAL,
    aht_s   REAL,
    PRIMARY KEY (centre, reason, day, minute)
) STRICT, WITHOUT ROWID;

-- What a person knows of days to come: a campaign, an announcement, an outage.
CREATE TABLE plan_event (
    centre     INTEGER NOT NULL,
    event      INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    from_day   TEXT    NOT NULL,
    to_day     TEXT    NOT NULL CHECK (to_day >= from_day),
    reason     INTEGER,                                             -- none: every reason
    size       REAL,                                                -- none: as earlier ones of that name
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    PRIMARY KEY (centre, event)
) STRICT;

-- Every forecast made is kept as it was, to be compared with what came.
CREATE TABLE forecast (
    centre       INTEGER NOT NULL,
    forecast     INTEGER NOT NULL,
    made_at      INTEGER NOT NULL,
    made_by      INTEGER,                                           -- none: every night's
    origin       TEXT    NOT NULL,
    days         INTEGER NOT NULL,
    interval_min INTEGER NOT NULL,
    summary      TEXT    NOT NULL CHECK (json_valid(summary)),
    intervals    BLOB    NOT NULL,                                  -- CSV as maru forecast writes it, deflated; empty once old
    PRIMARY KEY (centre, forecast)
) STRICT;
CREATE INDEX forecast_origin ON forecast (centre, origin, made_at);

CREATE TABLE forecast_score (
    centre     INTEGER NOT NULL,
    forecast   INTEGER NOT NULL,
    reason     INTEGER NOT NULL,
    day        TEXT    NOT NULL,
    ahead      INTEGER NOT NULL,                                    -- days from the origin
    actual     REAL    NOT NULL,
    expected   REAL    NOT NULL,
    wape       REAL,
    mase       REAL,
    coverage80 REAL,
    pinball    REAL,
    PRIMARY KEY (centre, forecast, reason, day),
    FOREIGN KEY (centre, forecast) REFERENCES forecast
) STRICT, WITHOUT ROWID;
CREATE INDEX forecast_score_day ON forecast_score (centre, day);

-- A schedule: the problem it answers and the shifts. A newer published one of the same days takes its place.
CREATE TABLE roster (
    centre       INTEGER NOT NULL,
    roster       INTEGER NOT NULL,
    first_day    TEXT    NOT NULL,
    days         INTEGER NOT NULL,
    forecast     INTEGER,
    made_at      INTEGER NOT NULL,
    made_by      INTEGER,
    problem      TEXT    NOT NULL CHECK (json_valid(problem)),
    shifts       TEXT    NOT NULL CHECK (json_valid(shifts)),
    revision     INTEGER NOT NULL DEFAULT 1,
    published_at INTEGER,
    published_by INTEGER,
    PRIMARY KEY (centre, roster)
) STRICT;
CREATE INDEX roster_first_day ON roster (centre, first_day, published_at);

-- Who changed whose day, from what to what.
CREATE TABLE roster_change (
    centre  INTEGER NOT NULL,
    roster  INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    account INTEGER,
    agent   INTEGER NOT NULL,
    day     TEXT    NOT NULL,
    before  TEXT,
    after   TEXT,
    request INTEGER,
    PRIMARY KEY (centre, roster, seq),
    FOREIGN KEY (centre, roster) REFERENCES roster
) STRICT;

-- What a person asks of her schedule.
CREATE TABLE plan_request (
    centre     INTEGER NOT NULL,
    request    INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('swap', 'give', 'leave', 'wish', 'hours')),
    agent      INTEGER NOT NULL,
    day        TEXT    NOT NULL,
    with_agent INTEGER,
    with_day   TEXT,
    minutes    INTEGER,
    note       TEXT    NOT NULL DEFAULT '',
    state      TEXT    NOT NULL CHECK (state IN ('asked', 'agreed', 'approved', 'refused', 'withdrawn')),
    asked_at   INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by INTEGER,                                             -- none: the rules
    PRIMARY KEY (centre, request),
    FOREIGN KEY (centre, agent) REFERENCES agent
) STRICT;
CREATE INDEX plan_request_state ON plan_request (centre, state, day);
CREATE INDEX plan_request_agent ON plan_request (centre, agent, day);

-- Hours worked for each other: the balance is the sum.
CREATE TABLE time_bank (
    centre  INTEGER NOT NULL,
    agent   INTEGER NOT NULL,
    request INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    PRIMARY KEY (centre, agent, request),
    FOREIGN KEY (centre, agent) REFERENCES agent
) STRICT, WITHOUT ROWID;

-- An address under which a person's calendar program reads her shifts; only its hash is kept.
CREATE TABLE calendar_feed (
    centre     INTEGER NOT NULL,
    agent      INTEGER NOT NULL,
    token_hash BLOB    NOT NULL CHECK (length(token_hash) = 32),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (centre, agent),
    FOREIGN KEY (centre, agent) REFERENCES agent
) STRICT;
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_hash);

-- Approved time off plan: whatever happens in it is excused.
CREATE TABLE adherence_exception (
    centre     INTEGER NOT NULL,
    exception  INTEGER NOT NULL,
    agent      INTEGER NOT NULL,
    starts_at  INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL CHECK (ends_at > starts_at),
    because    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    PRIMARY KEY (centre, exception),
    FOREIGN KEY (centre, agent) REFERENCES agent
) STRICT;
CREATE INDEX adherence_exception_agent ON adherence_exception (centre, agent, starts_at);

-- Callbacks that forecast and roster can keep at the first try, by group and slot; a slot that is not here has the policy's places.
CREATE TABLE callback_places (
    centre         INTEGER NOT NULL,
    callback_group INTEGER NOT NULL,
    starts_at      INTEGER NOT NULL,
    places         INTEGER NOT NULL CHECK (places >= 0),
    PRIMARY KEY (centre, callback_group, starts_at)
) STRICT, WITHOUT ROWID;

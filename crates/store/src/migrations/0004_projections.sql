-- Routing as tables: written only by store::projection, in the transaction of the journal row, and rebuilt from the
-- journal at will. So nothing refers to these rows by foreign key, and what strangers or staff wrote is kept elsewhere.

-- The last journal row projected.
CREATE TABLE projection_head (
    centre INTEGER NOT NULL PRIMARY KEY,
    seq    INTEGER NOT NULL
) STRICT;

CREATE TABLE contact (
    centre         INTEGER NOT NULL,
    contact        INTEGER NOT NULL,
    customer       INTEGER NOT NULL,
    case_id        INTEGER NOT NULL,
    known          INTEGER NOT NULL,                                -- the customer is verified
    channel        TEXT    NOT NULL,
    state          TEXT    NOT NULL,  -- choosing self_service booked waiting offered talking held wrap_up closed
    reason         INTEGER,
    reason_source  TEXT,
    treatment      TEXT,                                            -- as chosen
    agent          INTEGER,                                         -- who serves it, or served it last
    offered_to     INTEGER,                                         -- who is being asked now
    for_bot        INTEGER,                                         -- in line for this bot
    preferred      INTEGER,                                         -- the agent who knew the case at arrival
    rank           INTEGER,                                         -- ms; the smallest is served first
    ring           INTEGER NOT NULL DEFAULT 0,
    nobody_there   INTEGER NOT NULL DEFAULT 0,
    since_at       INTEGER NOT NULL,                                -- when the customer first came for this
    arrived_at     INTEGER NOT NULL,
    triaged_at     INTEGER,
    chosen_at      INTEGER,
    queued_at      INTEGER,                                         -- first joined the line for a person
    waiting_since  INTEGER,                                         -- the wait that runs now
    answered_at    INTEGER,                                         -- first connected to a person
    connected_at   INTEGER,                                         -- last connected to anyone
    ended_at       INTEGER,
    ended_by       TEXT,
    closed_at      INTEGER,
    closed_how     TEXT,
    outcome        TEXT,
    merged_into    INTEGER,
    told_low_ms    INTEGER,                                         -- the wait as last told to the customer
    told_high_ms   INTEGER,
    told_until     INTEGER,
    transfers      INTEGER NOT NULL DEFAULT 0,
    seq            INTEGER NOT NULL,                                -- the last journal row that touched it
    PRIMARY KEY (centre, contact)
) STRICT;
CREATE INDEX contact_state ON contact (centre, state, rank);
CREATE INDEX contact_agent ON contact (centre, agent, state);
CREATE INDEX contact_customer ON contact (centre, customer, arrived_at);
CREATE INDEX contact_case ON contact (centre, case_id, arrived_at);
CREATE INDEX contact_arrived ON contact (centre, arrived_at);
CREATE INDEX contact_closed ON contact (centre, closed_at) WHERE closed_at IS NOT NULL;

-- The path: one row per event that touches the contact.
CREATE TABLE contact_step (
    centre  INTEGER NOT NULL,
    contact INTEGER NOT NULL,
    seq     INTEGER NOT NULL,                                       -- journal row
    nth     INTEGER NOT NULL,                                       -- event within the row
    at      INTEGER NOT NULL,
    kind    TEXT    NOT NULL,                                       -- the event's name
    agent   INTEGER,
    body    TEXT    NOT NULL CHECK (json_valid(body)),              -- the event's fields
    PRIMARY KEY (centre, contact, seq, nth)
) STRICT;

-- One agent's part in one contact, from connection to the end of her wrap-up.
CREATE TABLE leg (
    centre        INTEGER NOT NULL,
    contact       INTEGER NOT NULL,
    seq           INTEGER NOT NULL,                                 -- event that began it
    nth           INTEGER NOT NULL,
    agent         INTEGER NOT NULL,
    bot           INTEGER NOT NULL,
    role          TEXT    NOT NULL,                                 -- serve listen whisper consult conference
    state         TEXT    NOT NULL,                                 -- talking held wrap_up done
    channel       TEXT    NOT NULL,
    offer         INTEGER,
    started_at    INTEGER NOT NULL,
    held_since    INTEGER,
    held_ms       INTEGER NOT NULL DEFAULT 0,
    ended_at      INTEGER,
    end_cause     TEXT,     -- transferred handed_over taken_over lost not_reached moved parted customer agent system closed
    wrapped_at    INTEGER,
    outcome       TEXT,
    PRIMARY KEY (centre, contact, seq, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX leg_agent ON leg (centre, agent, state, started_at);

CREATE TABLE offer (
    centre      INTEGER NOT NULL,
    offer       INTEGER NOT NULL,
    contact     INTEGER NOT NULL,
    agent       INTEGER NOT NULL,
    ring        INTEGER NOT NULL,
    rule        TEXT    NOT NULL,
    offered_at  INTEGER NOT NULL,
    deadline_at INTEGER NOT NULL,
    ended_at    INTEGER,
    ended_how   TEXT,                       -- accepted declined unanswered customer_left agent_lost moved refiled
    why         TEXT,                                               -- cause of a decline
    seq         INTEGER NOT NULL,                                   -- journal row to replay up to, to explain it
    nth         INTEGER NOT NULL,
    PRIMARY KEY (centre, offer)
) STRICT, WITHOUT ROWID;
CREATE INDEX offer_agent ON offer (centre, agent, offered_at);
CREATE INDEX offer_contact ON offer (centre, contact, offered_at);
CREATE INDEX offer_live ON offer (centre, agent, deadline_at) WHERE ended_at IS NULL;

-- The booking in force for a contact. The number to call is in contact_detail.
CREATE TABLE callback (
    centre         INTEGER NOT NULL,
    contact        INTEGER NOT NULL,
    callback_group INTEGER NOT NULL,
    starts_at      INTEGER NOT NULL,
    ends_at        INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    state          TEXT    NOT NULL,                                -- booked due reached failed cancelled withdrawn
    booked_at      INTEGER NOT NULL,
    due_at         INTEGER,
    dialled_at     INTEGER,                                         -- first attempt
    last_result    TEXT,                                            -- reached not_reached wrong_number
    kept           INTEGER,                                         -- 1: first attempt by the end of the slot; 0: later, or never
    PRIMARY KEY (centre, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX callback_slot ON callback (centre, callback_group, starts_at);
CREATE INDEX callback_state ON callback (centre, state, starts_at);

CREATE TABLE agent_state (
    centre   INTEGER NOT NULL,
    agent    INTEGER NOT NULL,
    bot      INTEGER NOT NULL,
    presence TEXT    NOT NULL,
    since_at INTEGER NOT NULL,
    until_at INTEGER,
    cause    TEXT,
    by_agent INTEGER,
    alive    INTEGER NOT NULL,                                      -- her device is heard
    alive_at INTEGER NOT NULL,                                      -- since when it is so
    PRIMARY KEY (centre, agent)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_state_log (
    centre   INTEGER NOT NULL,
    agent    INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    nth      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    presence TEXT,                                                  -- none: the device changed
    alive    INTEGER,                                               -- none: the presence changed
    until_at INTEGER,
    cause    TEXT,
    by_agent INTEGER,
    PRIMARY KEY (centre, agent, seq, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_state_log_at ON agent_state_log (centre, at);

-- What a case has cost its customer so far; the counting rules are in store::projection::effort.
CREATE TABLE effort (
    centre          INTEGER NOT NULL,
    case_id         INTEGER NOT NULL,
    contacts        INTEGER NOT NULL DEFAULT 0,
    transfers       INTEGER NOT NULL DEFAULT 0,
    repeats         INTEGER NOT NULL DEFAULT 0,
    broken_promises INTEGER NOT NULL DEFAULT 0,
    waited_ms       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (centre, case_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_state (
    centre    INTEGER NOT NULL,
    case_id   INTEGER NOT NULL,
    customer  INTEGER NOT NULL,
    state     TEXT    NOT NULL,                                     -- open solved unsolved referred not_a_contact
    reason    INTEGER,
    agent     INTEGER,                                              -- the person who served it last: who knows it
    opened_at INTEGER NOT NULL,
    last_at   INTEGER NOT NULL,
    closed_at INTEGER,
    PRIMARY KEY (centre, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_state_customer ON case_state (centre, customer, last_at);

-- This agent and this customer do not meet again.
CREATE TABLE pair_block (
    centre   INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    agent    INTEGER NOT NULL,
    contact  INTEGER NOT NULL,
    since_at INTEGER NOT NULL,
    PRIMARY KEY (centre, customer, agent)
) STRICT, WITHOUT ROWID;

-- A case as it stands: what contacts did to it, else as it was imported.
CREATE VIEW case_now AS
SELECT r.centre, r.case_id, r.customer, r.key, r.title, r.order_id,
       coalesce(s.state, CASE WHEN r.closed_at IS NULL THEN 'open' ELSE 'solved' END) AS state,
       coalesce(s.reason, r.reason) AS reason,
       s.agent,
       min(r.opened_at, coalesce(s.opened_at, r.opened_at)) AS opened_at,
       coalesce(s.last_at, r.opened_at) AS last_at,
       CASE WHEN s.case_id IS NULL THEN r.closed_at ELSE s.closed_at END AS closed_at
FROM case_record r
LEFT JOIN case_state s ON s.centre = r.centre AND s.case_id = r.case_id;

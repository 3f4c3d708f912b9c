-- Whom we serve. The journal knows customers by id only, so erasing a row here erases the person.

CREATE TABLE customer (
    centre      INTEGER NOT NULL REFERENCES centre,
    customer    INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('visitor', 'known', 'merged', 'erased')),
    key         TEXT,                                               -- the company's own name for this person
    segment     TEXT    NOT NULL DEFAULT '',                        -- such as customer, merchant, courier
    name        TEXT,
    phone       TEXT,                                               -- digits, with + when international
    email       TEXT,
    language    TEXT,
    merged_into INTEGER,                                            -- the known customer a visitor turned out to be
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (centre, customer)
) STRICT;
CREATE UNIQUE INDEX customer_key ON customer (centre, key) WHERE key IS NOT NULL;
CREATE INDEX customer_name ON customer (centre, name) WHERE name IS NOT NULL;
CREATE INDEX customer_phone ON customer (centre, phone) WHERE phone IS NOT NULL;
CREATE INDEX customer_email ON customer (centre, email) WHERE email IS NOT NULL;

-- Tokens that stand for a customer; only hashes are kept.
CREATE TABLE customer_link (
    centre     INTEGER NOT NULL,
    link       INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('visitor',          -- this browser, many uses
                                                'one_time',         -- sent to a person we know, one use
                                                'device')),         -- to go on with a contact elsewhere, one use
    site       INTEGER NOT NULL,
    contact    INTEGER,
    verified   TEXT    CHECK (verified IN ('site', 'link', 'agent')), -- how we know the customer; none: we do not
    token_hash BLOB    NOT NULL CHECK (length(token_hash) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    PRIMARY KEY (centre, link),
    FOREIGN KEY (centre, customer) REFERENCES customer
) STRICT;
CREATE UNIQUE INDEX customer_link_token_entry ON customer_link (token_hash);
CREATE INDEX customer_link_customer ON customer_link (centre, customer);

-- What a customer may not do for a while, after a protection case.
CREATE TABLE customer_restriction (
    centre      INTEGER NOT NULL,
    restriction INTEGER NOT NULL,
    customer    INTEGER NOT NULL,
    protection  INTEGER,
    why         TEXT    NOT NULL,
    by_account  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    until_at    INTEGER NOT NULL,
    lifted_at   INTEGER,
    PRIMARY KEY (centre, restriction),
    FOREIGN KEY (centre, customer) REFERENCES customer
) STRICT;
CREATE INDEX customer_restriction_customer ON customer_restriction (centre, customer);

CREATE TABLE order_record (
    centre     INTEGER NOT NULL,
    order_id   INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    key        TEXT    NOT NULL,                                    -- the order number people quote
    title      TEXT    NOT NULL,
    status     TEXT    NOT NULL,                                    -- the company's own word, shown as it is
    amount     INTEGER,                                             -- in the currency's smallest unit
    currency   TEXT    NOT NULL DEFAULT 'KRW',
    placed_at  INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (centre, order_id),
    FOREIGN KEY (centre, customer) REFERENCES customer
) STRICT;
CREATE UNIQUE INDEX order_record_key ON order_record (centre, key);
CREATE INDEX order_record_customer ON order_record (centre, customer, placed_at);

-- One matter of one customer: opened by a contact or imported. How it stands now is in `case_now`.
CREATE TABLE case_record (
    centre    INTEGER NOT NULL,
    case_id   INTEGER NOT NULL,
    customer  INTEGER NOT NULL,
    key       TEXT,                                                 -- number in the system it was imported from
    title     TEXT    NOT NULL DEFAULT '',
    reason    INTEGER,                                              -- as imported
    order_id  INTEGER,                                              -- the order it is about
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,                                              -- as imported
    PRIMARY KEY (centre, case_id),
    FOREIGN KEY (centre, customer) REFERENCES customer
) STRICT;
CREATE UNIQUE INDEX case_record_key ON case_record (centre, key) WHERE key IS NOT NULL;
CREATE INDEX case_record_customer ON case_record (centre, customer, opened_at);

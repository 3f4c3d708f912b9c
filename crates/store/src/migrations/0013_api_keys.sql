-- A key by which a system of the company's own brings in what it knows; only its hash is kept.
CREATE TABLE api_key (
    centre     INTEGER NOT NULL,
    api_key    INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    token_hash BLOB    NOT NULL CHECK (length(token_hash) = 32),
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    used_at    INTEGER,                                             -- to the hour
    PRIMARY KEY (centre, api_key)
) STRICT;
CREATE UNIQUE INDEX api_key_token ON api_key (token_hash);

-- What a centre publishes and where its customers come in.

-- A web site or app on which customers reach this centre, at /c/{slug}.
CREATE TABLE site (
    centre     INTEGER NOT NULL REFERENCES centre,
    site       INTEGER NOT NULL,
    slug       TEXT    NOT NULL CHECK (length(slug) BETWEEN 1 AND 64),
    name       TEXT    NOT NULL,
    client     INTEGER NOT NULL DEFAULT 0,
    secret     BLOB    NOT NULL CHECK (length(secret) >= 32),       -- signs this site's visitors (HS256)
    origins    TEXT    NOT NULL CHECK (json_valid(origins)),        -- pages that may frame the widget
    language   TEXT    NOT NULL DEFAULT 'ko',
    active     INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (centre, site)
) STRICT;
CREATE UNIQUE INDEX site_slug_entry ON site (slug);

-- The setup document being edited; `revision` guards against two editors.
CREATE TABLE policy_draft (
    centre    INTEGER NOT NULL PRIMARY KEY REFERENCES centre,
    document  TEXT    NOT NULL CHECK (json_valid(document)),
    base      INTEGER NOT NULL DEFAULT 0,                           -- the version it started from; 0: none
    revision  INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    edited_by INTEGER
) STRICT;

-- Every document ever published. Going back publishes an old document as a new version.
CREATE TABLE policy_version (
    centre        INTEGER NOT NULL REFERENCES centre,
    version       INTEGER NOT NULL,
    document      TEXT    NOT NULL CHECK (json_valid(document)),
    note          TEXT    NOT NULL DEFAULT '',
    restored_from INTEGER,
    published_at  INTEGER NOT NULL,
    published_by  INTEGER,                                         -- none: the server, at first start
    PRIMARY KEY (centre, version)
) STRICT;

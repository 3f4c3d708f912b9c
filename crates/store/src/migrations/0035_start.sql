-- A row: the centre's administrators have put away what says where to begin.
CREATE TABLE start_put_away (
    centre INTEGER NOT NULL PRIMARY KEY
) STRICT;

-- The versions of an agency's period. Number 1 is the one with which every agency begins and has no row; cases.rule
-- names the number. Only ever added.
CREATE TABLE deadline_rules (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    id SMALLINT NOT NULL,
    track SMALLINT NOT NULL,
    days SMALLINT NOT NULL,
    extension_days SMALLINT NOT NULL,
    warn_days SMALLINT NOT NULL,
    source TEXT NOT NULL,
    from_day INTEGER NOT NULL,
    set_by BYTEA NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, set_by) REFERENCES officers (agency_id, id),
    CHECK (id > 1)
);

-- What an agency says about single days, over the list that comes with the program: closed with a kind, or open.
CREATE TABLE holidays (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    day INTEGER NOT NULL,
    kind SMALLINT,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    set_by BYTEA NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, day),
    FOREIGN KEY (agency_id, set_by) REFERENCES officers (agency_id, id)
);

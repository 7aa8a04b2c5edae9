-- Texts that officers reuse: the agency's own, never of a case. Every change is a new version; the newest counts.
CREATE TABLE replies (
    agency_id BYTEA NOT NULL,
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    version INTEGER NOT NULL,
    deed SMALLINT NOT NULL,
    state SMALLINT,
    title TEXT NOT NULL,
    thai TEXT NOT NULL,
    english TEXT NOT NULL,
    retired BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    officer_id BYTEA NOT NULL,
    PRIMARY KEY (agency_id, id, version),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);

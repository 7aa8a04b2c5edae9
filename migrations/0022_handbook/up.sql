-- The handbook as it was announced, each time with its paper. Rows are only ever added.
CREATE TABLE handbooks (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    version INTEGER NOT NULL,
    announced_on INTEGER NOT NULL,
    place TEXT NOT NULL,
    at BIGINT NOT NULL,
    officer_id BYTEA NOT NULL,
    paper BYTEA NOT NULL,
    PRIMARY KEY (agency_id, version),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);

-- People: protection of the sign-in and recovery codes.

-- Failed sign-ins by name, whether somebody has it or not. The name itself is not kept, only a hash with the
-- installation's secret.
CREATE TABLE sign_in_failures (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    name BYTEA NOT NULL CHECK (octet_length(name) = 32),
    failures INTEGER NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, name)
);

-- The officer's key once more, locked under a code that lies in a drawer.
CREATE TABLE recovery_codes (
    agency_id BYTEA NOT NULL,
    officer_id BYTEA NOT NULL,
    locked_key BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, officer_id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);

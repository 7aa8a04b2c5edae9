-- An officer has a substitute for some days (R41). ended_at is set when it ended before its last day.
CREATE TABLE delegations (
    agency_id BYTEA NOT NULL,
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    from_id BYTEA NOT NULL,
    to_id BYTEA NOT NULL,
    mode SMALLINT NOT NULL,
    order_number TEXT NOT NULL,
    from_on INTEGER NOT NULL,
    until_on INTEGER NOT NULL,
    made_by BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, from_id) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, to_id) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, made_by) REFERENCES officers (agency_id, id),
    CHECK (from_on <= until_on),
    CHECK (from_id <> to_id)
);

-- The cases that somebody reads as a substitute and not otherwise, by their key, and the last day on which they do: after
-- it the case is none of theirs, also while its keys are the same. Ended early, that day is set back.
CREATE TABLE delegated_cases (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    recipient BYTEA NOT NULL CHECK (octet_length(recipient) = 32),
    delegation_id BYTEA NOT NULL,
    until_on INTEGER NOT NULL,
    PRIMARY KEY (agency_id, case_id, recipient),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id),
    FOREIGN KEY (agency_id, delegation_id) REFERENCES delegations (agency_id, id)
);
CREATE INDEX delegated_cases_delegation ON delegated_cases (agency_id, delegation_id);

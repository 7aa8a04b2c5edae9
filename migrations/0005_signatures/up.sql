-- What one officer proposes and another has to sign. The words are the sealed record with the same id; version
-- is that of the case on which it was decided to propose it. A case has one open proposal at most.
CREATE TABLE proposals (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    record_id BYTEA NOT NULL CHECK (octet_length(record_id) = 16),
    matter SMALLINT NOT NULL,
    proposer_id BYTEA NOT NULL,
    version INTEGER NOT NULL,
    at BIGINT NOT NULL,
    verdict SMALLINT,
    decided_by BYTEA,
    decided_at BIGINT,
    PRIMARY KEY (agency_id, case_id, record_id),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id),
    FOREIGN KEY (agency_id, case_id, record_id) REFERENCES records (agency_id, case_id, id),
    FOREIGN KEY (agency_id, proposer_id) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, decided_by) REFERENCES officers (agency_id, id),
    CHECK ((verdict IS NULL) = (decided_by IS NULL)),
    CHECK ((verdict IS NULL) = (decided_at IS NULL)),
    CHECK (verdict IS NULL OR verdict <> 1 OR decided_by <> proposer_id)
);
CREATE UNIQUE INDEX proposals_open ON proposals (agency_id, case_id) WHERE verdict IS NULL;

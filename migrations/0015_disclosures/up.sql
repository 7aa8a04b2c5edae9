-- Requests of one keeper of names to open a name, and what another one answered. The legal ground in words is the sealed
-- record of the same id in the identity compartment, and the approval another one there. Both are destroyed with the
-- name; that it was opened, and by what law, is kept as long as the case.
CREATE TABLE disclosures (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    record_id BYTEA NOT NULL CHECK (octet_length(record_id) = 16),
    ground SMALLINT NOT NULL,
    requester_id BYTEA NOT NULL,
    requested_at BIGINT NOT NULL,
    verdict SMALLINT,
    decided_by BYTEA,
    decided_at BIGINT,
    approval_id BYTEA CHECK (octet_length(approval_id) = 16),
    opened_at BIGINT,
    PRIMARY KEY (agency_id, case_id, record_id),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id),
    FOREIGN KEY (agency_id, requester_id) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, decided_by) REFERENCES officers (agency_id, id),
    CHECK ((verdict IS NULL) = (decided_by IS NULL)),
    CHECK ((verdict IS NULL) = (decided_at IS NULL)),
    CHECK ((approval_id IS NULL) = (verdict IS NULL OR verdict <> 1)),
    CHECK (verdict IS NULL OR verdict <> 1 OR decided_by <> requester_id),
    CHECK (opened_at IS NULL OR verdict = 1)
);
CREATE UNIQUE INDEX disclosures_open ON disclosures (agency_id, case_id) WHERE verdict IS NULL;

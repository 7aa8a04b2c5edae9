-- For how long things are kept: every version of every decision. signed_by is the second person, where one was needed.
CREATE TABLE retention_decisions (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    class SMALLINT NOT NULL,
    version INTEGER NOT NULL,
    days INTEGER NOT NULL,
    reason TEXT NOT NULL,
    decided_by BYTEA NOT NULL,
    decided_at BIGINT NOT NULL,
    signed_by BYTEA,
    signed_at BIGINT,
    PRIMARY KEY (agency_id, class, version),
    FOREIGN KEY (agency_id, decided_by) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, signed_by) REFERENCES officers (agency_id, id),
    CHECK ((signed_by IS NULL) = (signed_at IS NULL)),
    CHECK (signed_by IS NULL OR signed_by <> decided_by)
);

-- A shorter period waits for another person. version is that of the decision it would replace.
CREATE TABLE retention_proposals (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    class SMALLINT NOT NULL,
    version INTEGER NOT NULL,
    days INTEGER NOT NULL,
    reason TEXT NOT NULL,
    proposer_id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    verdict SMALLINT,
    decided_by BYTEA,
    decided_at BIGINT,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, proposer_id) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, decided_by) REFERENCES officers (agency_id, id),
    CHECK ((verdict IS NULL) = (decided_by IS NULL)),
    CHECK ((verdict IS NULL) = (decided_at IS NULL)),
    CHECK (verdict IS NULL OR verdict <> 1 OR decided_by <> proposer_id)
);
CREATE UNIQUE INDEX retention_proposals_open ON retention_proposals (agency_id, class) WHERE verdict IS NULL;

-- A case that is not to be removed for the time being. Why stands in the sealed note with this id.
CREATE TABLE holds (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    record_id BYTEA NOT NULL CHECK (octet_length(record_id) = 16),
    set_by BYTEA NOT NULL,
    set_at BIGINT NOT NULL,
    lifted_by BYTEA,
    lifted_at BIGINT,
    PRIMARY KEY (agency_id, case_id, record_id),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id),
    FOREIGN KEY (agency_id, set_by) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, lifted_by) REFERENCES officers (agency_id, id),
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
);
CREATE UNIQUE INDEX holds_open ON holds (agency_id, case_id) WHERE lifted_at IS NULL;

-- A case whose keys and words are gone. Its row and the bare course of its events stay, for figures of the past.
CREATE TABLE tombstones (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    class SMALLINT NOT NULL,
    removed_on INTEGER NOT NULL,
    PRIMARY KEY (agency_id, case_id),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id)
);

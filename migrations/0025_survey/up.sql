-- What people answered who had reported. Nothing here leads to a case: the id is random, the time a month.
CREATE TABLE survey_answers (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    month INTEGER NOT NULL,
    ease SMALLINT NOT NULL,
    clarity SMALLINT NOT NULL,
    speed SMALLINT NOT NULL,
    trust SMALLINT NOT NULL,
    overall SMALLINT NOT NULL,
    PRIMARY KEY (agency_id, id)
);

-- Rights to answer that have been used. Only whoever holds the tracking code can compute which case one belongs to.
CREATE TABLE survey_rights (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    used BYTEA NOT NULL CHECK (octet_length(used) = 32),
    PRIMARY KEY (agency_id, used)
);

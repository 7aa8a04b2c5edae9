-- Sealed files. Their bytes lie in the blob room under the id of the row; name, type and digest are sealed.

-- Files of cases.
CREATE TABLE blobs (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    compartment SMALLINT NOT NULL,
    epoch INTEGER NOT NULL,
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
    signature BYTEA NOT NULL CHECK (octet_length(signature) = 64),
    length BIGINT NOT NULL,
    PRIMARY KEY (agency_id, case_id, id),
    FOREIGN KEY (agency_id, case_id, compartment, epoch)
        REFERENCES envelopes (agency_id, case_id, compartment, epoch)
);

-- Files on their way to a case: being written (no hash yet), or waiting for the report to be sent or for their
-- sender's choice. place is where they wait; it names nobody. Gone after some days.
CREATE TABLE uploads (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    place BYTEA NOT NULL CHECK (octet_length(place) = 32),
    day INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    length BIGINT NOT NULL,
    hash BYTEA CHECK (octet_length(hash) = 32),
    signature BYTEA CHECK (octet_length(signature) = 64),
    about BYTEA,
    about_signature BYTEA CHECK (octet_length(about_signature) = 64),
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX uploads_place ON uploads (agency_id, place);

-- The channel of a report that is being written, made when its first file arrives. wrap opens to the reporter alone.
CREATE TABLE beginnings (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    place BYTEA NOT NULL CHECK (octet_length(place) = 32),
    case_id BYTEA NOT NULL CHECK (octet_length(case_id) = 16),
    header BYTEA NOT NULL,
    wrap BYTEA NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (agency_id, place)
);

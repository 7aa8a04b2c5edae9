-- The audit log (envelope, part 7): one chain of entries for each agency.

-- Where the chain ends. Whoever adds an entry takes this row first, so that two nodes never add the same place.
CREATE TABLE log_tails (
    agency_id BYTEA NOT NULL PRIMARY KEY REFERENCES agencies (id),
    next_seq BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32)
);

-- Only ever added. at is the moment of what an officer or a job did; what a citizen does is entered by the day's
-- job. nonce and detail can be erased; the chain holds by detail_hash. actor is empty where no officer acted.
CREATE TABLE log_entries (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor BYTEA CHECK (octet_length(actor) = 16),
    action SMALLINT NOT NULL,
    object BYTEA NOT NULL CHECK (octet_length(object) = 16),
    nonce BYTEA CHECK (octet_length(nonce) = 16),
    detail TEXT,
    detail_hash BYTEA NOT NULL CHECK (octet_length(detail_hash) = 32),
    prev BYTEA NOT NULL CHECK (octet_length(prev) = 32),
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (agency_id, seq)
);
CREATE INDEX log_entries_object ON log_entries (agency_id, object, seq);

-- Signed ends of days. seq is never published: it would tell how much happened.
CREATE TABLE log_heads (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    day INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
    log_key BYTEA NOT NULL CHECK (octet_length(log_key) = 32),
    signature BYTEA NOT NULL CHECK (octet_length(signature) = 64),
    PRIMARY KEY (agency_id, day)
);

-- Heads that wait to be mailed, or have been, to the address outside the office.
CREATE TABLE log_mails (
    agency_id BYTEA NOT NULL,
    day INTEGER NOT NULL,
    attempts SMALLINT NOT NULL,
    retry_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    sent_at BIGINT,
    PRIMARY KEY (agency_id, day),
    FOREIGN KEY (agency_id, day) REFERENCES log_heads (agency_id, day)
);
CREATE INDEX log_mails_waiting ON log_mails (day) WHERE sent_at IS NULL;

CREATE TABLE log_settings (
    agency_id BYTEA NOT NULL PRIMARY KEY REFERENCES agencies (id),
    witness TEXT NOT NULL
);

-- What the last verification of the chain found: numbers of findings by kind, and nothing of any case.
CREATE TABLE log_checks (
    agency_id BYTEA NOT NULL PRIMARY KEY REFERENCES agencies (id),
    at BIGINT NOT NULL,
    findings INTEGER NOT NULL,
    kinds TEXT NOT NULL
);

-- The day's job asks which cases something happened to.
CREATE INDEX events_day ON events (agency_id, day, case_id);

-- The first tables. Rules for writing this file are in ../README.md.

-- This installation: exactly one row.
CREATE TABLE instance (
    singleton SMALLINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    created_day INTEGER NOT NULL,
    setup_token_hash BYTEA CHECK (octet_length(setup_token_hash) = 32)
);

CREATE TABLE agencies (
    id BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
    slug TEXT NOT NULL UNIQUE,
    kind SMALLINT NOT NULL,
    full_name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    english_name TEXT NOT NULL,
    district TEXT NOT NULL,
    province TEXT NOT NULL,
    contact TEXT NOT NULL,
    general_link TEXT NOT NULL,
    outside_body TEXT NOT NULL,
    panel_size SMALLINT NOT NULL,
    minimum_readers SMALLINT NOT NULL,
    demonstration BOOLEAN NOT NULL
);

-- Written once, at set-up.
CREATE TABLE agency_keys (
    agency_id BYTEA NOT NULL PRIMARY KEY REFERENCES agencies (id),
    root_pk BYTEA NOT NULL CHECK (octet_length(root_pk) = 32),
    root_locked BYTEA NOT NULL,
    recovery_key BYTEA NOT NULL CHECK (octet_length(recovery_key) = 32)
);

CREATE TABLE units (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    name TEXT NOT NULL,
    position SMALLINT NOT NULL,
    PRIMARY KEY (agency_id, id)
);

CREATE TABLE officers (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    unit_id BYTEA,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    mail TEXT NOT NULL,
    roles SMALLINT NOT NULL,
    key_id BYTEA NOT NULL CHECK (octet_length(key_id) = 32),
    active BOOLEAN NOT NULL,
    locked_key BYTEA NOT NULL,
    locked_with_code BOOLEAN NOT NULL,
    totp BYTEA,
    totp_step BIGINT NOT NULL,
    must_change BOOLEAN NOT NULL,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT officers_login UNIQUE (agency_id, login),
    CONSTRAINT officers_key UNIQUE (agency_id, key_id),
    FOREIGN KEY (agency_id, unit_id) REFERENCES units (agency_id, id)
);

CREATE TABLE panels (
    agency_id BYTEA NOT NULL,
    category SMALLINT NOT NULL,
    position SMALLINT NOT NULL,
    officer_id BYTEA NOT NULL,
    PRIMARY KEY (agency_id, category, position),
    CONSTRAINT panels_officer UNIQUE (agency_id, category, officer_id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);

-- Signed receiver directories. Only ever added.
CREATE TABLE directories (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    version BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
    bytes BYTEA NOT NULL,
    signature BYTEA NOT NULL CHECK (octet_length(signature) = 64),
    PRIMARY KEY (agency_id, version),
    CONSTRAINT directories_hash UNIQUE (agency_id, hash)
);

CREATE TABLE sessions (
    agency_id BYTEA NOT NULL,
    sid BYTEA NOT NULL CHECK (octet_length(sid) = 32),
    officer_id BYTEA NOT NULL,
    locked BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    PRIMARY KEY (agency_id, sid),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);
CREATE INDEX sessions_officer ON sessions (agency_id, officer_id);

-- received_on and due_on are days, never moments.
CREATE TABLE cases (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    lookup_id BYTEA NOT NULL CHECK (octet_length(lookup_id) = 32),
    fiscal_year SMALLINT NOT NULL,
    number INTEGER NOT NULL,
    received_on INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    category SMALLINT NOT NULL,
    kind SMALLINT NOT NULL,
    channel SMALLINT NOT NULL,
    origin SMALLINT NOT NULL,
    state SMALLINT NOT NULL,
    outside BOOLEAN NOT NULL,
    rule SMALLINT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT cases_lookup UNIQUE (agency_id, lookup_id),
    CONSTRAINT cases_number UNIQUE (agency_id, fiscal_year, number)
);
CREATE INDEX cases_due ON cases (agency_id, state, due_on);
CREATE INDEX cases_received ON cases (agency_id, received_on DESC, id);

-- One row for each compartment of a case and each change of its data key.
CREATE TABLE envelopes (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    compartment SMALLINT NOT NULL,
    epoch INTEGER NOT NULL,
    header_hash BYTEA NOT NULL CHECK (octet_length(header_hash) = 32),
    header BYTEA NOT NULL,
    PRIMARY KEY (agency_id, case_id, compartment, epoch),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id)
);
-- Empty until a key is changed: whether one was, is asked for every case of a list.
CREATE INDEX envelopes_changed ON envelopes (agency_id, case_id, compartment, epoch) WHERE epoch > 0;

CREATE TABLE wraps (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    compartment SMALLINT NOT NULL,
    epoch INTEGER NOT NULL,
    recipient BYTEA NOT NULL CHECK (octet_length(recipient) = 32),
    role SMALLINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (agency_id, case_id, compartment, epoch, recipient),
    FOREIGN KEY (agency_id, case_id, compartment, epoch)
        REFERENCES envelopes (agency_id, case_id, compartment, epoch)
);
-- The cases of an officer or of the outside body. Nobody asks for those of other readers, and nine random places
-- of an index are a third of what writing a case costs.
CREATE INDEX wraps_reader ON wraps (agency_id, recipient, case_id, epoch) WHERE compartment = 1 AND role IN (2, 5);

-- at is set for what an officer wrote and empty for what a citizen wrote.
CREATE TABLE records (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    compartment SMALLINT NOT NULL,
    position INTEGER NOT NULL,
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    epoch INTEGER NOT NULL,
    kind SMALLINT NOT NULL,
    day INTEGER NOT NULL,
    at BIGINT,
    author BYTEA NOT NULL CHECK (octet_length(author) = 32),
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
    signature BYTEA NOT NULL CHECK (octet_length(signature) = 64),
    bytes BYTEA NOT NULL,
    PRIMARY KEY (agency_id, case_id, compartment, position),
    CONSTRAINT records_id UNIQUE (agency_id, case_id, id),
    FOREIGN KEY (agency_id, case_id, compartment, epoch)
        REFERENCES envelopes (agency_id, case_id, compartment, epoch)
);

-- What happened to a case. Only ever added.
CREATE TABLE events (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    seq INTEGER NOT NULL,
    kind SMALLINT NOT NULL,
    state SMALLINT NOT NULL,
    day INTEGER NOT NULL,
    at BIGINT,
    officer_id BYTEA,
    record_id BYTEA,
    reason SMALLINT,
    until_day INTEGER,
    PRIMARY KEY (agency_id, case_id, seq),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, case_id, record_id) REFERENCES records (agency_id, case_id, id)
);

-- Mails to officers that wait or have gone out. They name no case.
CREATE TABLE outbox (
    agency_id BYTEA NOT NULL,
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    officer_id BYTEA NOT NULL,
    kind SMALLINT NOT NULL,
    day INTEGER NOT NULL,
    attempts SMALLINT NOT NULL,
    retry_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    sent_at BIGINT,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT outbox_once UNIQUE (agency_id, officer_id, kind, day),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);
CREATE INDEX outbox_waiting ON outbox (day) WHERE sent_at IS NULL;

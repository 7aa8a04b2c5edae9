-- Removes everything, data included. Only tests and an empty installation run this.
DROP TABLE outbox;
DROP TABLE events;
DROP TABLE records;
DROP TABLE wraps;
DROP TABLE envelopes;
DROP TABLE cases;
DROP TABLE sessions;
DROP TABLE directories;
DROP TABLE panels;
DROP TABLE officers;
DROP TABLE units;
DROP TABLE agency_keys;
DROP TABLE agencies;
DROP TABLE instance;

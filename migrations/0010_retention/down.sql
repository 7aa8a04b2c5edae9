-- Removes everything of this step, data included.
DROP TABLE tombstones;
DROP TABLE holds;
DROP TABLE retention_proposals;
DROP TABLE retention_decisions;

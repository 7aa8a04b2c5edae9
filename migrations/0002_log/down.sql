DROP INDEX events_day;
DROP TABLE log_checks;
DROP TABLE log_settings;
DROP TABLE log_mails;
DROP TABLE log_heads;
DROP TABLE log_entries;
DROP TABLE log_tails;

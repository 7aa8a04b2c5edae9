DROP TABLE escalations;
DROP TABLE reminder_settings;

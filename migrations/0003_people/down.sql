-- Removes everything of this step, data included.
DROP TABLE recovery_codes;
DROP TABLE sign_in_failures;

DROP TABLE survey_rights;
DROP TABLE survey_answers;

DROP TABLE reports;
DROP TABLE report_proposals;
DROP TABLE report_drafts;

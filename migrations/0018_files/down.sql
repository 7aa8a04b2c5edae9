DROP TABLE beginnings;
DROP TABLE uploads;
DROP TABLE blobs;

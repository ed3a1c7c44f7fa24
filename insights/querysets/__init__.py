"""The measures, asked of the database. Each is as of an instant that the caller names; nothing is written."""

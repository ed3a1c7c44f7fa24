"""The shape of what the REST API takes and gives. No decisions are made here."""

"""Lists and views of records."""

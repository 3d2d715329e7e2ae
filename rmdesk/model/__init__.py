"""What the desk keeps: the records and their fields, values, words, errors. Knows no store."""

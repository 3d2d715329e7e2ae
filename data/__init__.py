"""The store: TinyDB documents, transactions, the journal, backups. Knows nothing of records."""

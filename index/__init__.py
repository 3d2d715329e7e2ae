"""The local Whoosh index: analysers, query language, ranking. Knows fields and words, not rules."""

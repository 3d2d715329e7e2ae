"""When nothing answers: near spellings, and answers with a word less."""

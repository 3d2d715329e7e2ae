"""The duties of the records centre, a module for each: its rules and its acts."""

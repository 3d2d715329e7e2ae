"""Labelling: of which records, what stands on their labels, how they are made and printed (D5).

`choice` is light: what was printed last can be asked for without the label engine.
"""

"""PracticePanther through the REST dialect that the seed document describes."""

"""Execution: a document is compiled once into a plan, which is run by levels and writes bytes.

``documents`` reads and validates, ``collecting`` says which fields an operation asks for,
``tracing`` finds out what a resolver would load, ``planning`` makes the tree of what to read and
what to wait for, out of ``parts``, ``emitting`` writes the Python that turns records into an
answer, ``running`` loads level by level, and ``executor`` puts them together, with graphql-core
behind them for all that is not compiled.
"""

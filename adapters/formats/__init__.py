"""An invoice said in other tongues: PDF, LEDES, QuickBooks JSON; pure functions of records."""

"""The practice's records as the dialect shows them, and the receipts of what was written."""

"""The auditor's duties: verify the record, keep its daily heads, hand out evidence.

The tables are the journal's. These stand above it because they need jobs and notices.
"""

"""The ledger: accounts and sites, what happens to them, and what is announced and filed of it."""

"""The life of accounts and sites: what each case asks for at its steps, and what it leads to."""

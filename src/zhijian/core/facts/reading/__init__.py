"""Reading ledgers as offices hand them in: messy sheets in, records and reasons out."""

"""Who keeps watch, who looks over the accounts, and what happened."""

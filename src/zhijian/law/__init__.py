"""The law as this office holds it: rulebooks, the years it imported, exceptions granted."""

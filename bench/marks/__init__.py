"""An app whose only job leaves a mark that can be counted."""

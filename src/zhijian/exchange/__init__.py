"""What must go to recipients and systems above, with receipts, and whether both sides agree."""

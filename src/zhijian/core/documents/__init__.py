"""Everything that is written out of a judgement: the bulletin, the notices, the tables."""

"""The pure core: rules, facts, checks, judging, scoring, documents; no network and no clock."""

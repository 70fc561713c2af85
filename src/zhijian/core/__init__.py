"""The pure core: rules, facts, checks, judging, scoring, documents. No framework, network or clock."""

"""Every write on inspections, findings, rectification, scores and bulletins."""

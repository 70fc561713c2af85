"""An invented county, 青禾县: a year of its ledgers, and the truth about what is wrong in them.

The county's life is sound under every rulebook it is judged by; then faults are planted in it, each
by code that states which check must speak, of whom, in which places. That truth comes from reading
the notices, never from running a judgement.
"""

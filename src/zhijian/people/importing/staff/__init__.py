"""Units and staff: the first registers that can be imported."""

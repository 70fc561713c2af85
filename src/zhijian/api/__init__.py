"""The programming interface: a thin face over the same reads and actions as the pages."""

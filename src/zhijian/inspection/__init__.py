"""Inspection: the bridges between the registers' tables and the core that judges them."""

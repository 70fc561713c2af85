"""What accounts and sites publish, from which sources, reviewed by whom, and what they must."""

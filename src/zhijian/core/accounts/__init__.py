"""Accounts as the world shows them: carriers, links, names, QR codes, menus, and what to keep."""

"""Rows of every declared register, taken from spreadsheets."""

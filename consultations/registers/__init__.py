"""The registers: everyone served and what came of it, sign sheets keyed back, months that are closed."""

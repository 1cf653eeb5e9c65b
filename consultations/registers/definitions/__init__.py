"""The registers that the center keeps, one module for each kind of row."""

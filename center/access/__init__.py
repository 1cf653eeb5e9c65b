"""Who may come in: signing in, the second factor, remembered devices, asking for the password again, counting failures."""

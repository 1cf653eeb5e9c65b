"""Permissions: the ready-made roles and the page that lists users and roles."""

"""Who may do what: the ready-made roles and the page that shows who has which."""

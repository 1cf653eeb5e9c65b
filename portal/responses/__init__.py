"""What every response gets: security headers and compression."""

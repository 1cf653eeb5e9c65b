"""What the portal's pages cost, measured beside yardsticks: `make bench`. docs/performance.md has the last table."""

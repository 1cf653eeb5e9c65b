"""Whether the portal can work: probes for load balancers and monitoring, and the page while the database is unavailable."""

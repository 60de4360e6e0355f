"""What keeps workflows and runs executions, without knowing which API asked."""

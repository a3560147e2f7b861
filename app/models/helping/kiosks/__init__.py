"""Self-service tablets, what people do at them, whom they call."""

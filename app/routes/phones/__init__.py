"""What phones ask and send: their store, what they prepare, what they kept."""

"""Who comes in, and how it is proved: password, second step, passkey, locks, limits to guessing."""

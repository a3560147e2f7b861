"""Signing in: passwords, second step, passkeys, locks, rate limits of guessing."""

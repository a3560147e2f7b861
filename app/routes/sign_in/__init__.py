"""Staff come in and go out, unlock, prove who they are."""

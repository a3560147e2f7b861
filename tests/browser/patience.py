"""How long a test waits for what must come. It costs nothing when it comes, and a busy machine makes nobody red."""

PATIENCE = 30_000  # ms

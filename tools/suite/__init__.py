"""What `script/test` runs: its steps, which dear tests are due, what the run costs and what it leaves to `--all`."""

"""The movement in a ward: programmes, sites, entries, recognition, teams, organisations, denominators."""

"""What whoever heads a residential group begins with."""

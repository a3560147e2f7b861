"""The processes: the supervisor, the web process with its sockets, the worker."""

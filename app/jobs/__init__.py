"""Background work: Job rows, the queue that carries their ids, and a module for each kind of work.

Views and commands call `app.jobs.orders` (what can be ordered) and `app.jobs.queue` (enqueue, wait). The worker loads
the modules of the kinds by name, so the web process never loads WeasyPrint.
"""

"""Background work: Job rows, the queue that carries their ids, and a module for each kind of work.

Views and commands use `app.jobs.orders` (what can be asked for) and `app.jobs.queue` (carry it, wait for it). The
modules of the kinds are loaded by name in the worker, so that the web process never loads WeasyPrint.
"""

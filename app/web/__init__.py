"""The foundation of the web process: requests, access, responses, errors, settings, templates; no pages."""

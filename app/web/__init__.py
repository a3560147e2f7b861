"""The ground the web stands on: requests, access, answers, errors, settings, templates; no page of its own."""

"""A door helper of a lesson: the page of the link, the photo of a code, and the outbox of the phone."""

"""A helper at the door of a lesson: the page behind the link, the photo of a code, and what the phone sends."""

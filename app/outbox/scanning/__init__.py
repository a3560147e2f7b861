"""What a camera or a typed code brings to the door of a lesson, and the list by which it is known there."""

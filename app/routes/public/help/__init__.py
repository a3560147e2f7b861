"""Help for residents: asking for it at home, guides, ambassadors' cards and offers, links in messages."""

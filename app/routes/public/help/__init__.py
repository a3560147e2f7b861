"""Help at home for residents: requests, guides, ambassadors' cards and offers, links in messages."""

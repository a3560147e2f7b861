"""What is kept of people, why and how long, declared once (`fields`); what erases, copies and forgets goes by it."""

"""Teams beside their register: who is in them, their papers, their months, who is trained."""

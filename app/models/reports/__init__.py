"""Reports: the periods that a plan's rules ask for, what is written of each, and the register of papers sent out."""

"""Papers of a course, the register, what is asked about one."""

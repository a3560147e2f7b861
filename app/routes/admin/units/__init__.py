"""/quan-tri/don-vi: the unit as pages and papers name it, and wards that become one."""

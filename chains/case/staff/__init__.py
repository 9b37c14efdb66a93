"""How many work somewhere: heads, groups by weekly hours, and lists that are corrected."""

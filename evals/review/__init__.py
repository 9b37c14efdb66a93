"""What people do with answers: labels, inbox, judge."""

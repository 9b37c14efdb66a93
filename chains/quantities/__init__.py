"""Numbers with unit, bound, sense and period, and dates, each with its span: scanned in one
place for everyone.
"""

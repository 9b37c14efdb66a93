"""The Förder-Check on the page: what the page asks of it, and the card that shows it."""

"""How a result of the Förder-Check is said."""

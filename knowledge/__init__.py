"""The knowledge base: what is known, where it lies, how it is found. Imports none of the other packages."""

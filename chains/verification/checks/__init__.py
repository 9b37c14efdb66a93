"""One kind of objection a module."""

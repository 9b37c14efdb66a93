"""From bytes to sections: one reader a format."""

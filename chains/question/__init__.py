"""What a question says: references, words, language, region, and what it hangs on."""

"""German words, sentences, tokens and names of laws."""

"""From a source to the store: fetch, read, chunk, store. One file a reader."""

"""The vectors in Chroma: in a folder of this process, or on a server that many share."""

"""The page of the sources (/quellen): what is read, and what editors change there."""

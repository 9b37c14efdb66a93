"""Where German places, postcodes and regions lie."""

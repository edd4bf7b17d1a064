"""关爱: who is listed, who stands by whom, what was done for each child."""

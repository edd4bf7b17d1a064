"""控辍保学: who should be at school, who is not, and what was done until he is back."""

"""Question → answer: the query, the ranking of quotes by signals and weights, and whether they answer at all."""

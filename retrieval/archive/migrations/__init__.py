"""How the archive's tables came to be what they are; run by `retrieval.schema`."""

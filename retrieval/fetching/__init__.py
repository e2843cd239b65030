"""A URL that somebody gave → its bytes, from the public internet alone and within limits."""

from retrieval.fetching.fetcher import Fetched, Fetcher, FetchError

__all__ = ["FetchError", "Fetched", "Fetcher"]

"""From an event to a posted answer, once, whatever fails.

`delivery` moves an entry, `posting` asks Slack, `endings` decides what follows.
"""

"""Editorial work in Slack: adding an article after a look at it, withdrawing one with a reason.

`editors` says who may.
"""

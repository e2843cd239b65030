"""Editorial work in Slack: adding an article after a look at it, withdrawing one with a reason.

`editors` says who may. `incoming` is what somebody brings, `downloads` and `retrieval.fetching` get its bytes,
`candidates` says what adding it would do, `previews` keeps it until somebody has looked, `showing` is what they see,
and `adding` goes through all of it. `withdrawing` is the way back; `reach` counts the messages that either touches.
"""

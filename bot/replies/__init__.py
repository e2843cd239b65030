"""Answer → the message that Slack gets.

`drafts` has what there is to say, `wording` our own words, `blocks` and `views` make Block Kit of it.
"""

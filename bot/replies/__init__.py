"""Answer → the message that Slack gets.

`composing` has what is sent for an entry, `drafts` what the archive says to it, `wording` and `remarks` our own words;
`blocks` and `views` make Block Kit of it, and `verbatim` compares that with the archive.
"""

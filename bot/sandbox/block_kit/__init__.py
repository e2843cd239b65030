"""Block Kit as strictly as Slack takes it.

`surfaces` takes or refuses a whole message or view. It walks through `blocks`, these through `elements` and
`rich_text`; a `checker` collects what is wrong and where.
"""

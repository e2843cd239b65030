"""What there is in the workspace, without I/O.

`workspace` holds people, user groups, channels and messages, `files` what they share, `views` the open modals and home
tabs, `response_urls` where an app may still answer. `ids` names each thing, `manifest` says what the app declared,
`markup` reads what a person typed.
"""

"""What happens in the workspace, and who hears of it.

`slack` is where things happen: each change goes to the open pages (`live`) and to the app, as one of the `payloads`.
`deliveries` sends those over `socket_mode` or `http_events`, and again until they are acknowledged, as `timing` says.
"""

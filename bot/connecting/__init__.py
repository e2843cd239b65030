"""How Slack reaches us: over sockets that we open (`connection`, `socket_mode`), or by requests (`front`, `server`)."""

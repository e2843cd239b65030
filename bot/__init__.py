"""Quote Desk in Slack: takes in what people ask, answers from the archive, keeps a ledger of every quote given out."""

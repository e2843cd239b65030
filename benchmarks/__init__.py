"""What Quote Desk costs and how well it finds, measured side by side with others in the same run."""

"""The archive of messages that the company sent: taken in, read, handed out."""

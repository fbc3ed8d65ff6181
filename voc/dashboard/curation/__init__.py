"""What people decide on the screen: drafts of decisions, how they are carried out, why one is refused."""
